package tv.mux.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PlacesTest {
    @Test
    void remembersTheInputsPublishedLast() {
        LogEntry entry = Sample.office("n", Sample.NOW).applied(null);
        for (int i = 0; i < 100; i++) {
            entry = Sample.append(entry, "r" + i, 0, "http://127.0.0.1/" + i).applied(entry);
        }
        assertThat(entry.shown()).hasSize(Places.MOST);
        for (int i = 100 - Places.MOST; i < 100; i++) {
            assertThat(entry.shown()).containsKey("http://127.0.0.1/" + i);
        }
    }

    @Test
    void isBoundedWhateverIsPublishedAndLetGo() {
        Random random = new Random(2);
        LogEntry entry = Sample.office("n", Sample.NOW).applied(null);
        for (int i = 0; i < 3000; i++) {
            String head = "http://127.0.0.1/" + random.nextInt(60);
            entry = Sample.append(entry, "r" + i, 0, head).applied(entry);
            if (random.nextInt(50) == 0) {
                entry = new Change.Trimmed(entry.term(), entry.nextMsn() - random.nextInt(80)).applied(entry);
            }
            assertThat(entry.shown()).hasSizeLessThanOrEqualTo(Places.MOST).containsKey(head);
            assertThat(entry.shown().keySet())
                    .containsAll(entry.window().stream()
                            .map(segment -> segment.head())
                            .toList());
        }
    }
}
