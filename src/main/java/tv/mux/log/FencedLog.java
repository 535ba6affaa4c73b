package tv.mux.log;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A log that is changed only as long as this node may lead: a process that was stopped, and goes on, would write into its own
 * half of a cluster that has come apart meanwhile.
 */
public record FencedLog(Log log, BooleanSupplier mayLead) implements Log {
    @Override
    public Future<Optional<LogEntry>> read() {
        return log.read();
    }

    @Override
    public Future<LogEntry> change(Change change) {
        return mayLead.getAsBoolean()
                ? log.change(change)
                : Future.failedFuture("this node may not lead any more: its lease was not renewed in time");
    }
}
