package tv.mux.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FencedLogTest {
    private final AtomicBoolean mayLead = new AtomicBoolean(true);
    private final MemoryLog within = new MemoryLog();
    private final FencedLog log = new FencedLog(within, mayLead::get);

    @Test
    void isChangedOnlyByWhoMayLead() {
        assertThat(log.change(new Change.Office("n1", 7, Sample.SHAPE, List.of()))
                        .succeeded())
                .isTrue();
        LogEntry before = within.read().result().orElseThrow();

        mayLead.set(false);
        Future<LogEntry> refused = log.change(new Change.Listed(before.term(), 1));

        assertThat(refused.cause())
                .as("it may pass, and is not the log's word")
                .isNotInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lease");
        assertThat(log.read().result()).contains(before);
    }
}
