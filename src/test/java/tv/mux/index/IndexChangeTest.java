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
    private static final StreamIndex NEW_STREAM =
            Sample.takeLeadership("n1", Sample.NOW).applyTo(null);

    @ParameterizedTest
    @CsvSource({
        "2025-01-01T00:59:59.999Z, 0",
        "2025-01-01T01:00:00Z, 1",
        "2035-01-01T00:00:00Z, 87648",
        "1999-01-01T00:00:00Z, 0"
    })
    void aNewStreamHasASmallDiscontinuityNumber(Instant start, long expected) {
        assertThat(Sample.takeLeadership("n1", start.toEpochMilli())
                        .applyTo(null)
                        .discontinuity())
                .isEqualTo(expected);
    }

    @Test
    void datesContinueToTheMillisecond() {
        StreamIndex index = Sample.after(NEW_STREAM, "r1", 5);
        long due = NEW_STREAM.nextDateMs();
        for (Segment segment : index.segments()) {
            assertThat(segment.dateMs()).isEqualTo(due);
            due += segment.durationMs();
        }
        assertThat(index.nextDateMs()).isEqualTo(due);
    }

    @Test
    void aRefusalNamesTheLeader() {
        assertThatThrownBy(() -> new IndexChange.TrimSegments(3, 1).applyTo(NEW_STREAM))
                .isInstanceOf(RefusedChangeException.StaleTerm.class)
                .hasMessage("term 3 is over: the index has term " + Sample.NOW + " of n1");
    }

    @Test
    void segmentsAreListedAfterTheirAppendWasAcknowledged() {
        StreamIndex index = Sample.after(NEW_STREAM, "r1", 5);
        assertThat(index.window()).isEmpty();
        StreamIndex allButOne = new IndexChange.MarkListed(index.term(), index.nextMsn() - 1).applyTo(index);
        assertThat(allButOne.window()).isEqualTo(index.segments().subList(1, 4));
        assertThat(allButOne.listed()).isEqualTo(index.segments().subList(0, 4));
        StreamIndex all = new IndexChange.MarkListed(index.term(), Long.MAX_VALUE).applyTo(allButOne);
        assertThat(all.listed()).isEqualTo(index.segments());
        assertThat(all.listedUpTo()).isEqualTo(index.nextMsn());
        assertThat(new IndexChange.MarkListed(index.term(), 1).applyTo(all)).isEqualTo(all);
        assertThat(NEW_STREAM.window()).isEmpty();
    }

    @Test
    void numbersUnknownToAnEarlierLeaderAreNotUsedAgain() {
        StreamIndex longer = Sample.after(NEW_STREAM, "r1", 5);
        StreamIndex later = Sample.takeLeadership("n2", Sample.NOW + 1).applyTo(NEW_STREAM);
        StreamIndex next =
                new IndexChange.TakeLeadership("n3", Sample.NOW, Sample.SHAPE, List.of(longer)).applyTo(later);
        assertThat(next.term()).isGreaterThan(later.term());
        assertThat(next.nextMsn()).isEqualTo(longer.nextMsn());
        assertThat(next.discontinuity()).isGreaterThan(longer.discontinuity());
        assertThat(next.nextDateMs()).isEqualTo(longer.nextDateMs());
        assertThat(next.segments()).isEmpty();
    }

    static Stream<IndexChange> changes() {
        return Stream.of(
                Sample.takeLeadership("n1", Sample.NOW),
                new IndexChange.TakeLeadership(
                        "n1", Sample.NOW, Sample.SHAPE, List.of(Sample.after(NEW_STREAM, "r1", 2))),
                Sample.append(NEW_STREAM, "r1", 0),
                new IndexChange.MarkListed(4, 17),
                new IndexChange.RememberPlayhead(4, Sample.PLAYHEAD),
                new IndexChange.TrimSegments(4, 17));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void changesAreConvertedToJsonAndBack(IndexChange change) {
        assertThat(IndexJson.change(IndexJson.text(change))).isEqualTo(change);
    }

    @Test
    void unknownPropertiesOfALaterReleaseAreIgnored() {
        String text = IndexJson.text(new IndexChange.TrimSegments(4, 17)).replace("{", "{\"more\":1,");
        assertThat(IndexJson.change(text)).isEqualTo(new IndexChange.TrimSegments(4, 17));
    }
}
