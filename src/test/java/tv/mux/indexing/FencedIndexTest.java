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
    private final MemoryIndex inner = new MemoryIndex();
    private final FencedIndex index = new FencedIndex(inner, mayLead::get);

    @Test
    void changesFailWithoutTheLease() {
        assertThat(index.change(new IndexChange.TakeLeadership("n1", 7, Sample.SHAPE, List.of()))
                        .succeeded())
                .isTrue();
        StreamIndex before = inner.read().result().orElseThrow();

        mayLead.set(false);
        Future<StreamIndex> refused = index.change(new IndexChange.MarkListed(before.term(), 1));

        assertThat(refused.cause())
                .as("a temporary failure, not a refusal by the index")
                .isNotInstanceOf(RefusedChangeException.class)
                .hasMessageContaining("lease");
        assertThat(index.read().result()).contains(before);
    }
}
