package tv.mux.input;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.HashSet;
import java.util.Set;
import tv.mux.bus.RunState;

/** The requests of one reader: they share what was resolved, and are ended together. Used on one context only. */
final class Session {
    private final Vertx vertx;
    private final HttpClient http;
    private final Resolver resolver;
    private final Url head;
    private final Limits limits;
    private final Set<Fetch> open = new HashSet<>();
    private boolean closed;

    Session(Vertx vertx, HttpClient http, Resolver resolver, Url head, Limits limits) {
        this.vertx = vertx;
        this.http = http;
        this.resolver = resolver;
        this.head = head;
        this.limits = limits;
    }

    /** What a fetch gave: all bytes, and the address they came from in the end, behind all redirects. */
    @SuppressWarnings("ArrayRecordComponent") // Handed from one owner to the next, never compared.
    record Body(Url url, byte[] bytes) {}

    /** Fetches a playlist; fails with InputException only. */
    Future<Body> playlist(Url url) {
        Fetch.Kind kind = new Fetch.Kind(
                "playlist", limits.playlist().toMillis(), limits.idle().toMillis(), limits.playlistBytes(), true);
        return begin(new Fetch(vertx, http, resolver, head, limits, kind), url);
    }

    /** Begins to fetch a segment. */
    Download segment(Playlist.Listed segment, long targetDurationMs) {
        Fetch fetch = new Fetch(
                vertx,
                http,
                resolver,
                head,
                limits,
                new Fetch.Kind(
                        "segment",
                        limits.segmentMs(targetDurationMs),
                        limits.segmentIdleMs(targetDurationMs),
                        limits.aheadBytes(),
                        false));
        return new Download(segment, fetch, begin(fetch, segment.url()));
    }

    /** Whether this address may be fetched, as far as can be said without fetching it; fails with InputException if not. */
    Future<Void> check(Url url) {
        return resolver.resolve(url).mapEmpty();
    }

    /** Ends all requests; they fail with STOPPED, as do all to come. */
    void close() {
        closed = true;
        Set.copyOf(open).forEach(fetch -> fetch.cancel(stopped()));
    }

    private Future<Body> begin(Fetch fetch, Url url) {
        if (closed) {
            return Future.failedFuture(stopped());
        }
        open.add(fetch);
        return fetch.begin(url).onComplete(done -> open.remove(fetch));
    }

    private static InputException stopped() {
        return new InputException(RunState.Cause.STOPPED, "the reader was closed");
    }
}
