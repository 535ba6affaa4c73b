package tv.mux.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import tv.mux.indexing.Sample;

class ProgressByInputTest {
    @Test
    void keepsTheInputsPublishedLast() {
        StreamIndex entry = Sample.takeLeadership("n", Sample.NOW).applyTo(null);
        for (int i = 0; i < 100; i++) {
            entry = Sample.append(entry, "r" + i, 0, "http://127.0.0.1/" + i).applyTo(entry);
        }
        assertThat(entry.progress()).hasSize(ProgressByInput.MAX_INPUTS);
        for (int i = 100 - ProgressByInput.MAX_INPUTS; i < 100; i++) {
            assertThat(entry.progress()).containsKey("http://127.0.0.1/" + i);
        }
    }

    @Test
    void isBoundedAndKeepsTheInputsOfThePlaylist() {
        Random random = new Random(2);
        StreamIndex entry = Sample.takeLeadership("n", Sample.NOW).applyTo(null);
        for (int i = 0; i < 3000; i++) {
            String head = "http://127.0.0.1/" + random.nextInt(60);
            entry = Sample.append(entry, "r" + i, 0, head).applyTo(entry);
            if (random.nextInt(50) == 0) {
                entry = new IndexChange.TrimSegments(entry.term(), entry.nextMsn() - random.nextInt(80)).applyTo(entry);
            }
            assertThat(entry.progress())
                    .hasSizeLessThanOrEqualTo(ProgressByInput.MAX_INPUTS)
                    .containsKey(head);
            assertThat(entry.progress().keySet())
                    .containsAll(entry.window().stream()
                            .map(segment -> segment.head())
                            .toList());
        }
    }
}
