package tv.mux.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tv.mux.indexing.Sample;
import tv.mux.model.Segment;

class IndexChangeTest {
    private static final StreamIndex BORN = Sample.office("n1", Sample.NOW).applyTo(null);

    @ParameterizedTest
    @CsvSource({
        "2025-01-01T00:59:59.999Z, 0",
        "2025-01-01T01:00:00Z, 1",
        "2035-01-01T00:00:00Z, 87648",
        "1999-01-01T00:00:00Z, 0"
    })
    void theDiscontinuityNumberStaysSmall(Instant birth, long expected) {
        assertThat(Sample.office("n1", birth.toEpochMilli()).applyTo(null).discontinuity())
                .isEqualTo(expected);
    }

    @Test
    void datesGoOnToTheMillisecond() {
        StreamIndex entry = Sample.after(BORN, "r1", 5);
        long due = BORN.nextDateMs();
        for (Segment segment : entry.segments()) {
            assertThat(segment.dateMs()).isEqualTo(due);
            due += segment.durationMs();
        }
        assertThat(entry.nextDateMs()).isEqualTo(due);
    }

    @Test
    void whatIsRefusedSaysWhoIsInOffice() {
        assertThatThrownBy(() -> new IndexChange.TrimSegments(3, 1).applyTo(BORN))
                .isInstanceOf(RefusedChangeException.StaleTerm.class)
                .hasMessage("term 3 is over: the log's is " + Sample.NOW + " of n1");
    }

    @Test
    void nothingIsListedBeforeItsAppendWasAcknowledged() {
        StreamIndex entry = Sample.after(BORN, "r1", 5);
        assertThat(entry.window()).isEmpty();
        StreamIndex most = new IndexChange.MarkListed(entry.term(), entry.nextMsn() - 1).applyTo(entry);
        assertThat(most.window()).isEqualTo(entry.segments().subList(1, 4));
        assertThat(most.listed()).isEqualTo(entry.segments().subList(0, 4));
        StreamIndex all = new IndexChange.MarkListed(entry.term(), Long.MAX_VALUE).applyTo(most);
        assertThat(all.listed()).isEqualTo(entry.segments());
        assertThat(all.listedUpTo()).isEqualTo(entry.nextMsn());
        assertThat(new IndexChange.MarkListed(entry.term(), 1).applyTo(all)).isEqualTo(all);
        assertThat(BORN.window()).isEmpty();
    }

    @Test
    void aLeaderThatKnewTooLittleUsesNoNumberThatWasEverShown() {
        StreamIndex far = Sample.after(BORN, "r1", 5);
        StreamIndex later = Sample.office("n2", Sample.NOW + 1).applyTo(BORN);
        StreamIndex taken = new IndexChange.TakeLeadership("n3", Sample.NOW, Sample.SHAPE, List.of(far)).applyTo(later);
        assertThat(taken.term()).isGreaterThan(later.term());
        assertThat(taken.nextMsn()).isEqualTo(far.nextMsn());
        assertThat(taken.discontinuity()).isGreaterThan(far.discontinuity());
        assertThat(taken.nextDateMs()).isEqualTo(far.nextDateMs());
        assertThat(taken.segments()).isEmpty();
    }

    static Stream<IndexChange> changes() {
        return Stream.of(
                Sample.office("n1", Sample.NOW),
                new IndexChange.TakeLeadership("n1", Sample.NOW, Sample.SHAPE, List.of(Sample.after(BORN, "r1", 2))),
                Sample.append(BORN, "r1", 0),
                new IndexChange.MarkListed(4, 17),
                new IndexChange.RememberPlayhead(4, Sample.PLAYHEAD),
                new IndexChange.TrimSegments(4, 17));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void travelsAsJson(IndexChange change) {
        assertThat(IndexJson.change(IndexJson.text(change))).isEqualTo(change);
    }

    @Test
    void readsWhatANodeOfTheNextReleaseSays() {
        String text = IndexJson.text(new IndexChange.TrimSegments(4, 17)).replace("{", "{\"more\":1,");
        assertThat(IndexJson.change(text)).isEqualTo(new IndexChange.TrimSegments(4, 17));
    }
}
