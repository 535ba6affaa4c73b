package tv.mux.scheduler;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** Waits for futures on a test's own thread. */
final class Wait {
    private Wait() {}

    /** What a future brings, within ten seconds. */
    static <T> T on(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
