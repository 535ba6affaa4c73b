package tv.mux.indexing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tv.mux.index.IndexChange;
import tv.mux.index.RefusedChangeException;
import tv.mux.index.StreamIndex;

class FencedIndexTest {
    private final AtomicBoolean mayLead = new AtomicBoolean(true);
    private final MemoryIndex within = new MemoryIndex();
    private final FencedIndex log = new FencedIndex(within, mayLead::get);

    @Test
    void isChangedOnlyByWhoMayLead() {
        assertThat(log.change(new IndexChange.TakeLeadership("n1", 7, Sample.SHAPE, List.of()))
                        .succeeded())
                .isTrue();
        StreamIndex before = within.read().result().orElseThrow();

        mayLead.set(false);
        Future<StreamIndex> refused = log.change(new IndexChange.MarkListed(before.term(), 1));

        assertThat(refused.cause())
                .as("it may pass, and is no refusal by the index")
                .isNotInstanceOf(RefusedChangeException.class)
                .hasMessageContaining("lease");
        assertThat(log.read().result()).contains(before);
    }
}
