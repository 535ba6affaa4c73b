package tv.mux.input.fetch;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.input.playlist.PlaylistParser;
import tv.mux.input.playlist.SegmentAccess;
import tv.mux.status.RunStatus;

/** The requests of one reader: they share what was resolved, and are ended together. Used on one context only. */
public final class FetchSession {
    /** Keys and init sections remembered. */
    private static final int MOST_PARTS = 8;

    private static final int PART_BYTES = 1 << 20;

    private final Vertx vertx;
    private final HttpClient http;
    private final Resolver resolver;
    private final Url head;
    private final FetchLimits limits;
    private final ParserPool parsing;
    public final MemoryBudget.Account memory;
    private final MemoryBudget.Slot partsSlot;
    private final Set<HttpFetch> open = new HashSet<>();
    private final Map<SegmentAccess.Resource, Future<byte[]>> parts = new LinkedHashMap<>();
    private boolean closed;

    FetchSession(
            Vertx vertx,
            HttpClient http,
            Resolver resolver,
            Url head,
            FetchLimits limits,
            ParserPool parsing,
            MemoryBudget.Account memory) {
        this.vertx = vertx;
        this.http = http;
        this.resolver = resolver;
        this.head = head;
        this.limits = limits;
        this.parsing = parsing;
        this.memory = memory;
        this.partsSlot = memory.slot();
    }

    /** A segment, and the header that its kind needs; null where it needs none. */
    @SuppressWarnings("ArrayRecordComponent") // Handed from one owner to the next, never compared.
    public record Media(byte[] bytes, byte[] init) {}

    /** What a fetch gave: all bytes, and the address they came from in the end, behind all redirects. */
    @SuppressWarnings("ArrayRecordComponent") // Handed from one owner to the next, never compared.
    record Body(Url url, byte[] bytes) {}

    /** The input's memory account. */
    public MemoryBudget.Account memory() {
        return memory;
    }

    /** Fetches and parses a playlist; fails with InputException only. */
    public Future<InputPlaylist> playlist(Url url) {
        HttpFetch.Kind kind = new HttpFetch.Kind(
                "playlist",
                limits.playlist().toMillis(),
                limits.idle().toMillis(),
                limits.bounds().bytes(),
                true,
                SegmentAccess.Range.ALL);
        HttpFetch fetch = fetch(kind);
        return begin(fetch, url)
                .compose(body -> parsing.parse(
                        head,
                        body.url(),
                        deadline -> PlaylistParser.read(body.url(), body.bytes(), limits.bounds(), deadline)))
                .onComplete(done -> fetch.release());
    }

    /** Begins to fetch a segment, with all that it takes to read it. */
    public Download segment(InputPlaylist.Entry segment, long targetDurationMs) {
        SegmentAccess packing = segment.access();
        HttpFetch fetch = fetch(new HttpFetch.Kind(
                "segment",
                limits.segmentMs(targetDurationMs),
                limits.segmentIdleMs(targetDurationMs),
                limits.segmentBytes(),
                false,
                packing.range()));
        Future<Body> body = begin(fetch, segment.url());
        Future<byte[]> init = packing.init() == null ? Future.succeededFuture() : once("init section", packing.init());
        Future<byte[]> key = packing.key() == null
                ? Future.succeededFuture()
                : once("key", new SegmentAccess.Resource(packing.key().url(), SegmentAccess.Range.ALL));
        return new Download(
                segment,
                fetch,
                Future.all(body, init, key)
                        .compose(all -> packing.key() == null
                                ? Future.succeededFuture(new Media(body.result().bytes(), init.result()))
                                : decrypted(segment, fetch, body.result(), init.result(), key.result()))
                        .onFailure(e -> fetch.release()));
    }

    private Future<Media> decrypted(InputPlaylist.Entry segment, HttpFetch fetch, Body body, byte[] init, byte[] key) {
        int length = body.bytes().length;
        fetch.reserve(length, 2); // the encrypted and the decrypted copy
        return vertx.executeBlocking(() -> decrypted(segment, body, init, key), false)
                .onSuccess(media -> fetch.reserve(length, 1));
    }

    private static Media decrypted(InputPlaylist.Entry segment, Body body, byte[] init, byte[] key) {
        if (key.length != Decryption.BYTES) {
            throw new InputException(
                    RunStatus.Cause.NOT_HLS,
                    "key " + segment.access().key().url() + " has " + key.length + " bytes, not " + Decryption.BYTES);
        }
        String iv = segment.access().key().iv();
        byte[] plain = Decryption.of(body.bytes(), key, iv, segment.sequence());
        boolean sealed = init != null && !MediaKind.begins(init);
        return new Media(plain, sealed ? Decryption.of(init, key, iv, segment.sequence()) : init);
    }

    /** Fetches what many segments need, once. */
    private Future<byte[]> once(String name, SegmentAccess.Resource part) {
        Future<byte[]> known = parts.get(part);
        if (known != null && !known.failed()) {
            return known;
        }
        HttpFetch.Kind kind = new HttpFetch.Kind(
                name, limits.playlist().toMillis(), limits.idle().toMillis(), PART_BYTES, false, part.range());
        HttpFetch fetch = fetch(kind);
        Future<byte[]> bytes = begin(fetch, part.url()).map(Body::bytes);
        parts.put(part, bytes);
        if (parts.size() > MOST_PARTS) {
            parts.remove(parts.keySet().iterator().next());
        }
        bytes.onComplete(done -> {
            fetch.release();
            partsSlot.set(parts.values().stream()
                    .filter(Future::succeeded)
                    .mapToLong(one -> one.result().length)
                    .sum());
        });
        return bytes;
    }

    /**
     * Whether this address may be fetched, as far as can be said without fetching it; fails with InputException if not.
     */
    public Future<Void> check(Url url) {
        return resolver.resolve(url).mapEmpty();
    }

    /** Ends all requests; they fail with STOPPED, as do all to come. */
    public void close() {
        closed = true;
        Set.copyOf(open).forEach(fetch -> fetch.cancel(stopped()));
    }

    private HttpFetch fetch(HttpFetch.Kind kind) {
        return new HttpFetch(vertx, http, resolver, head, limits, memory, kind);
    }

    private Future<Body> begin(HttpFetch fetch, Url url) {
        if (closed) {
            return Future.failedFuture(stopped());
        }
        open.add(fetch);
        return fetch.begin(url).onComplete(done -> open.remove(fetch));
    }

    private static InputException stopped() {
        return new InputException(RunStatus.Cause.STOPPED, "the reader was closed");
    }
}
