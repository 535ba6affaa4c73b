package tv.mux.input.fetch;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tv.mux.common.RecentMap;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.input.playlist.PlaylistParser;
import tv.mux.input.playlist.SegmentAccess;
import tv.mux.status.RunStatus;

/**
 * The HTTP requests of one reader. They share resolved addresses, keys and init sections, and are cancelled together.
 * Used on one Vert.x context only.
 */
public final class FetchSession {
    /** Maximum number of keys and init sections in memory. */
    private static final int MAX_SHARED_RESOURCES = 8;

    private static final int MAX_SHARED_BYTES = 1 << 20;

    private final Vertx vertx;
    private final HttpClient http;
    private final Resolver resolver;
    private final Url head;
    private final FetchLimits limits;
    private final ParserPool parserPool;
    private final MemoryBudget.Account memory;
    private final MemoryBudget.Slot sharedSlot;
    private final Set<HttpFetch> open = new HashSet<>();
    private final Map<SegmentAccess.Resource, Future<byte[]>> shared = new RecentMap<>(MAX_SHARED_RESOURCES);
    private boolean closed;

    FetchSession(
            Vertx vertx,
            HttpClient http,
            Resolver resolver,
            Url head,
            FetchLimits limits,
            ParserPool parserPool,
            MemoryBudget.Account memory) {
        this.vertx = vertx;
        this.http = http;
        this.resolver = resolver;
        this.head = head;
        this.limits = limits;
        this.parserPool = parserPool;
        this.memory = memory;
        this.sharedSlot = memory.slot();
    }

    /** A segment, and its init section; null if it needs none. */
    @SuppressWarnings("ArrayRecordComponent") // Passed from one owner to the next, never compared.
    public record Media(byte[] bytes, byte[] init) {}

    /** A response body, and the URL that it came from after all redirects. */
    @SuppressWarnings("ArrayRecordComponent") // Passed from one owner to the next, never compared.
    record Body(Url url, byte[] bytes) {}

    /** Returns the memory account of the input. */
    public MemoryBudget.Account memory() {
        return memory;
    }

    /** Fetches and parses a playlist; fails with InputException only. */
    public Future<InputPlaylist> fetchPlaylist(Url url) {
        HttpFetch.Spec spec = new HttpFetch.Spec(
                "playlist",
                limits.playlist().toMillis(),
                limits.idle().toMillis(),
                limits.bounds().bytes(),
                true,
                SegmentAccess.Range.ALL);
        HttpFetch fetch = newFetch(spec);
        return start(fetch, url)
                .compose(body -> parserPool.parse(
                        head,
                        body.url(),
                        deadline -> PlaylistParser.read(body.url(), body.bytes(), limits.bounds(), deadline)))
                .onComplete(done -> fetch.release());
    }

    /** Starts to fetch a segment, its key and its init section. */
    public Download fetchSegment(InputPlaylist.Entry segment, long targetDurationMs) {
        SegmentAccess access = segment.access();
        HttpFetch fetch = newFetch(new HttpFetch.Spec(
                "segment",
                limits.segmentMs(targetDurationMs),
                limits.segmentIdleMs(targetDurationMs),
                limits.segmentBytes(),
                false,
                access.range()));
        Future<Body> body = start(fetch, segment.url());
        Future<byte[]> init =
                access.init() == null ? Future.succeededFuture() : fetchOnce("init section", access.init());
        Future<byte[]> key = access.key() == null
                ? Future.succeededFuture()
                : fetchOnce("key", new SegmentAccess.Resource(access.key().url(), SegmentAccess.Range.ALL));
        return new Download(
                segment,
                fetch,
                Future.all(body, init, key)
                        .compose(all -> access.key() == null
                                ? Future.succeededFuture(new Media(body.result().bytes(), init.result()))
                                : decrypt(segment, fetch, body.result(), init.result(), key.result()))
                        .onFailure(e -> fetch.release()));
    }

    private Future<Media> decrypt(InputPlaylist.Entry segment, HttpFetch fetch, Body body, byte[] init, byte[] key) {
        int length = body.bytes().length;
        fetch.reserve(length, 2); // an encrypted and a decrypted copy
        return vertx.executeBlocking(() -> decrypt(segment, body, init, key), false)
                .onSuccess(media -> fetch.reserve(length, 1));
    }

    private static Media decrypt(InputPlaylist.Entry segment, Body body, byte[] init, byte[] key) {
        if (key.length != Decryption.BLOCK_BYTES) {
            throw new InputException(
                    RunStatus.Cause.NOT_HLS,
                    "key " + segment.access().key().url() + " has " + key.length + " bytes, not "
                            + Decryption.BLOCK_BYTES);
        }
        String iv = segment.access().key().iv();
        byte[] plain = Decryption.decrypt(body.bytes(), key, iv, segment.sequence());
        boolean encryptedInit = init != null && !MediaSignature.matches(init);
        return new Media(plain, encryptedInit ? Decryption.decrypt(init, key, iv, segment.sequence()) : init);
    }

    /** Fetches a resource that several segments need, unless it was fetched already. */
    private Future<byte[]> fetchOnce(String noun, SegmentAccess.Resource resource) {
        Future<byte[]> known = shared.get(resource);
        if (known != null && !known.failed()) {
            return known;
        }
        HttpFetch.Spec spec = new HttpFetch.Spec(
                noun,
                limits.playlist().toMillis(),
                limits.idle().toMillis(),
                MAX_SHARED_BYTES,
                false,
                resource.range());
        HttpFetch fetch = newFetch(spec);
        Future<byte[]> bytes = start(fetch, resource.url()).map(Body::bytes);
        shared.put(resource, bytes);
        bytes.onComplete(done -> {
            fetch.release();
            sharedSlot.set(shared.values().stream()
                    .filter(Future::succeeded)
                    .mapToLong(future -> future.result().length)
                    .sum());
        });
        return bytes;
    }

    /** Checks whether the address of this URL may be fetched. Sends no request; fails with InputException only. */
    public Future<Void> checkAddress(Url url) {
        return resolver.resolve(url).mapEmpty();
    }

    /** Cancels all requests. They fail with STOPPED, as do all later ones. */
    public void close() {
        closed = true;
        Set.copyOf(open).forEach(fetch -> fetch.cancel(stopped()));
    }

    private HttpFetch newFetch(HttpFetch.Spec spec) {
        return new HttpFetch(vertx, http, resolver, head, limits, memory, spec);
    }

    private Future<Body> start(HttpFetch fetch, Url url) {
        if (closed) {
            return Future.failedFuture(stopped());
        }
        open.add(fetch);
        return fetch.start(url).onComplete(done -> open.remove(fetch));
    }

    private static InputException stopped() {
        return new InputException(RunStatus.Cause.STOPPED, "the reader was closed");
    }
}
