package tv.mux.input.fetch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.status.RunStatus.Cause;

/**
 * Parses playlists on worker threads, within a time limit. If a parse exceeds the limit, its caller gets an error and
 * the parse stops at its next line. Until then the parse counts against its input, so one input occupies at most two
 * threads.
 */
public final class ParserPool {
    private static final int THREADS = 6;

    /** An input may have two playlists: one for video and one for audio. */
    private static final int MAX_PER_INPUT = 2;

    private final WorkerExecutor workers;
    private final long limitMs;
    private final Counter overruns;
    private final Map<Url, Integer> running = new HashMap<>();

    public ParserPool(Vertx vertx, long limitMs, MeterRegistry meters) {
        this.workers = vertx.createSharedWorkerExecutor("input-parse", THREADS);
        this.limitMs = limitMs;
        this.overruns = Counter.builder("mux.input.parse.overruns")
                .description("Playlists that took too long to parse")
                .register(meters);
    }

    /**
     * Parses a playlist; fails with InputException only.
     *
     * @param head the URL of the input
     * @param url the URL of the playlist
     * @param parse parses the text; must often call its argument, which throws when the time limit is exceeded
     */
    public Future<InputPlaylist> parse(Url head, Url url, Function<Runnable, InputPlaylist> parse) {
        if (!begin(head)) {
            return Future.failedFuture(InputException.refused("playlist " + url + " is not parsed: " + MAX_PER_INPUT
                    + " playlists of this input are still being parsed"));
        }
        Future<InputPlaylist> parsed = workers.executeBlocking(
                () -> {
                    try {
                        return parse.apply(deadline());
                    } finally {
                        end(head);
                    }
                },
                false);
        return parsed.timeout(limitMs, TimeUnit.MILLISECONDS).recover(e -> {
            boolean timedOut = e instanceof TimeoutException || e instanceof ParseTimeout;
            if (timedOut) {
                overruns.increment();
            }
            return Future.failedFuture(timedOut ? tooLong(url) : InputException.of(e));
        });
    }

    /** Stops the worker threads. */
    public Future<Void> close() {
        return workers.close();
    }

    private synchronized boolean begin(Url head) {
        int count = running.getOrDefault(head, 0);
        if (count >= MAX_PER_INPUT) {
            return false;
        }
        running.put(head, count + 1);
        return true;
    }

    private synchronized void end(Url head) {
        running.computeIfPresent(head, (input, count) -> count == 1 ? null : count - 1);
    }

    private Runnable deadline() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMs);
        return () -> {
            if (System.nanoTime() - end > 0) {
                throw new ParseTimeout();
            }
        };
    }

    private InputException tooLong(Url url) {
        return new InputException(Cause.UNFIT, "playlist " + url + " took longer than " + limitMs + " ms to parse");
    }

    /** Ends a parse that exceeds its time limit. */
    private static final class ParseTimeout extends Error {
        private static final long serialVersionUID = 1;

        ParseTimeout() {
            super("the time limit for parsing is exceeded", null, false, false);
        }
    }
}
