package tv.mux.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tv.mux.bus.Segment;

class ChangeTest {
    private static final LogEntry BORN = Sample.office("n1", Sample.NOW).applied(null);

    @ParameterizedTest
    @CsvSource({
        "2025-01-01T00:59:59.999Z, 0",
        "2025-01-01T01:00:00Z, 1",
        "2035-01-01T00:00:00Z, 87648",
        "1999-01-01T00:00:00Z, 0"
    })
    void theDiscontinuityNumberStaysSmall(Instant birth, long expected) {
        assertThat(Sample.office("n1", birth.toEpochMilli()).applied(null).discontinuity())
                .isEqualTo(expected);
    }

    @Test
    void datesGoOnToTheMillisecond() {
        LogEntry entry = Sample.after(BORN, "r1", 5);
        long due = BORN.nextDateMs();
        for (Segment segment : entry.segments()) {
            assertThat(segment.dateMs()).isEqualTo(due);
            due += segment.durationMs();
        }
        assertThat(entry.nextDateMs()).isEqualTo(due);
    }

    @Test
    void whatIsRefusedSaysWhoIsInOffice() {
        assertThatThrownBy(() -> new Change.Trimmed(3, 1).applied(BORN))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("term 3 is over: the log's is " + Sample.NOW + " of n1");
    }

    @Test
    void nothingIsListedBeforeItsAppendWasAcknowledged() {
        LogEntry entry = Sample.after(BORN, "r1", 5);
        assertThat(entry.window()).isEmpty();
        LogEntry most = new Change.Listed(entry.term(), entry.nextMsn() - 1).applied(entry);
        assertThat(most.window()).isEqualTo(entry.segments().subList(1, 4));
        assertThat(most.listed()).isEqualTo(entry.segments().subList(0, 4));
        LogEntry all = new Change.Listed(entry.term(), Long.MAX_VALUE).applied(most);
        assertThat(all.listed()).isEqualTo(entry.segments());
        assertThat(all.listedUpTo()).isEqualTo(entry.nextMsn());
        assertThat(new Change.Listed(entry.term(), 1).applied(all)).isEqualTo(all);
        assertThat(BORN.window()).isEmpty();
    }

    @Test
    void aLeaderThatKnewTooLittleUsesNoNumberThatWasEverShown() {
        LogEntry far = Sample.after(BORN, "r1", 5);
        LogEntry later = Sample.office("n2", Sample.NOW + 1).applied(BORN);
        LogEntry taken = new Change.Office("n3", Sample.NOW, Sample.SHAPE, List.of(far)).applied(later);
        assertThat(taken.term()).isGreaterThan(later.term());
        assertThat(taken.nextMsn()).isEqualTo(far.nextMsn());
        assertThat(taken.discontinuity()).isGreaterThan(far.discontinuity());
        assertThat(taken.nextDateMs()).isEqualTo(far.nextDateMs());
        assertThat(taken.segments()).isEmpty();
    }

    static Stream<Change> changes() {
        return Stream.of(
                Sample.office("n1", Sample.NOW),
                new Change.Office("n1", Sample.NOW, Sample.SHAPE, List.of(Sample.after(BORN, "r1", 2))),
                Sample.append(BORN, "r1", 0),
                new Change.Listed(4, 17),
                new Change.Remembered(4, Sample.PLAYHEAD),
                new Change.Trimmed(4, 17));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void travelsAsJson(Change change) {
        assertThat(LogJson.change(LogJson.text(change))).isEqualTo(change);
    }

    @Test
    void readsWhatANodeOfTheNextReleaseSays() {
        String text = LogJson.text(new Change.Trimmed(4, 17)).replace("{", "{\"more\":1,");
        assertThat(LogJson.change(text)).isEqualTo(new Change.Trimmed(4, 17));
    }
}
