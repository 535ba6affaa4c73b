package tv.mux.log;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The log of one process, in its memory: for tests, held to the same contract. */
public final class MemoryLog implements Log {
    private final AtomicReference<LogEntry> entry = new AtomicReference<>();

    @Override
    public Future<Optional<LogEntry>> read() {
        return Future.succeededFuture(Optional.ofNullable(entry.get()));
    }

    @Override
    public Future<LogEntry> change(Change change) {
        try {
            return Future.succeededFuture(entry.updateAndGet(change::applied));
        } catch (IllegalStateException e) {
            return Future.failedFuture(new IllegalStateException("refused: " + e.getMessage()));
        }
    }
}
