package tv.mux.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.mux.indexing.Sample;

class IndexRulesTest {
    private static final StreamIndex ENTRY =
            Sample.after(Sample.office("n1", Sample.NOW).applyTo(null), "r1", 5);
    private static final long NEXT = ENTRY.nextMsn();

    @ParameterizedTest
    @CsvSource(
            delimiter = '^',
            value = {
                "\"nextMsn\":NEXT ^ \"nextMsn\":1 ^ listedUpTo=",
                "\"listedUpTo\":FIRST ^ \"listedUpTo\":99999999999 ^ listedUpTo=99999999999: it must be from",
                "\"listedUpTo\":FIRST ^ \"listedUpTo\":-7 ^ listedUpTo=-7: it must be from",
                "\"msn\":FIRST ^ \"msn\":7 ^ msn=",
                "\"durationMs\":4000 ^ \"durationMs\":4001 ^ dateMs=",
                "\"durationMs\":4000 ^ \"durationMs\":-4000 ^ durationMs=-4000: it must be from 0 to 6500",
                "\"durationMs\":4000 ^ \"durationMs\":60000 ^ durationMs=60000: it must be from 0 to 6500",
                "\"discontinuity\":NUMBER ^ \"discontinuity\":7 ^ discontinuity=7: what is before it makes it ",
                "\"run\":\"r1\" ^ \"run\":\"../../x\" ^ run=../../x: it must be 1 to 40 letters",
                "\"targetDurationSeconds\":6 ^ \"targetDurationSeconds\":0 ^ shape.targetDurationSeconds=0",
                "\"mode\":\"copy\" ^ \"mode\":\"paste\" ^ shape.mode=paste: copy and abr are allowed",
                "\"renditions\":1 ^ \"renditions\":2 ^ shape.renditions=2: it must be 1 and the 0 of shape.ladder",
                "\"bytes\":[1880] ^ \"bytes\":[-1] ^ bytes=-1: it must be from 1",
                "\"bytes\":[1880] ^ \"bytes\":[] ^ the number of bytes=0: it must be from 1 to 1",
                "\"256\":3 ^ \"256\":16 ^ timeLine.counters=16: it must be from 0 to 15",
                "\"ordinal\":4 ^ \"ordinal\":-2 ^ timeLine.ordinal=-2",
                "\"term\":TERM ^ \"term\":9223372036854775807 ^ term=9223372036854775807: it must be from 0 to"
            })
    void whatIsWrongIsNamed(String right, String wrong, String said) {
        String text = IndexJson.text(ENTRY);
        String from = right.replace("NEXT", "" + NEXT)
                .replace("FIRST", "" + ENTRY.segments().get(0).msn())
                .replace("NUMBER", "" + ENTRY.discontinuity())
                .replace("TERM", "" + ENTRY.term());
        assertThat(text).contains(from);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IndexJson.entry(text.replaceFirst(Pattern.quote(from), wrong)))
                .withMessageStartingWith(said);
    }

    @Test
    void whatWouldBeRefusedIsNotWritten() {
        StreamIndex wrong = ENTRY.with(next -> next.nextMsn = 7);
        assertThatExceptionOfType(RefusedChangeException.Malformed.class)
                .isThrownBy(() -> IndexJson.text(wrong))
                .withMessageContaining("listedUpTo=");
    }

    /** One that is far ahead of the clock counts if it is not alone. */
    @Test
    void aDamagedDigitDoesNotDecideTheNumbersToCome() {
        String text = IndexJson.text(ENTRY);
        long now = Sample.NOW;
        assertThat(UsedNumbers.in(List.of(text), List.of(), now).nextMsn()).isEqualTo(NEXT);
        assertThat(UsedNumbers.in(List.of(text.replace("\"nextMsn\":1", "\"nextMsn\":9")), List.of(), now)
                        .nextMsn())
                .isEqualTo(NEXT);
        assertThat(UsedNumbers.in(List.of(text), List.of(), 0).nextMsn()).isEqualTo(NEXT);
        assertThat(UsedNumbers.in(List.of(text), List.of(NEXT + "-r.ts", "lock"), 0)
                        .nextMsn())
                .isEqualTo(NEXT + 1);
        assertThat(UsedNumbers.in(List.of(), List.of("999999999999-r.ts"), now).nextMsn())
                .isZero();
    }

    /** What others know counts for more than numbers alone, and their segments stay. */
    @Test
    void numbersAloneTakeNoSegmentsAway() {
        StreamIndex used = UsedNumbers.in(List.of(IndexJson.text(ENTRY)), List.of(), Sample.NOW)
                .entry(Sample.SHAPE);
        long later = Sample.NOW + 1_000_000;
        StreamIndex office = new IndexChange.TakeLeadership("n2", later, Sample.SHAPE, List.of(used)).applyTo(ENTRY);
        assertThat(office.segments()).isEqualTo(ENTRY.segments());
        assertThat(office.nextMsn()).isEqualTo(NEXT);
        StreamIndex alone = new IndexChange.TakeLeadership("n2", later, Sample.SHAPE, List.of(used)).applyTo(null);
        assertThat(alone.nextMsn()).isEqualTo(later / 1000);
        assertThat(alone.segments()).isEmpty();
    }
}
