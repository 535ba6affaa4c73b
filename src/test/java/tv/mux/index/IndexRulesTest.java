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
    private static final StreamIndex INDEX =
            Sample.after(Sample.takeLeadership("n1", Sample.NOW).applyTo(null), "r1", 5);
    private static final long NEXT = INDEX.nextMsn();

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
                "\"discontinuity\":NUMBER ^ \"discontinuity\":7 ^ discontinuity=7: it must continue the sequence with ",
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
    void theMessageNamesTheInvalidField(String valid, String invalid, String message) {
        String text = IndexJson.text(INDEX);
        String from = valid.replace("NEXT", "" + NEXT)
                .replace("FIRST", "" + INDEX.segments().get(0).msn())
                .replace("NUMBER", "" + INDEX.discontinuity())
                .replace("TERM", "" + INDEX.term());
        assertThat(text).contains(from);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IndexJson.index(text.replaceFirst(Pattern.quote(from), invalid)))
                .withMessageStartingWith(message);
    }

    @Test
    void anInvalidIndexIsNotWritten() {
        StreamIndex invalid = INDEX.with(next -> next.nextMsn = 7);
        assertThatExceptionOfType(RefusedChangeException.Malformed.class)
                .isThrownBy(() -> IndexJson.text(invalid))
                .withMessageContaining("listedUpTo=");
    }

    /** A number that is far ahead of the clock counts only if its predecessor is there too. */
    @Test
    void aDamagedDigitDoesNotDetermineTheNextNumber() {
        String text = IndexJson.text(INDEX);
        long now = Sample.NOW;
        assertThat(UsedNumbers.find(List.of(text), List.of(), now).nextMsn()).isEqualTo(NEXT);
        assertThat(UsedNumbers.find(List.of(text.replace("\"nextMsn\":1", "\"nextMsn\":9")), List.of(), now)
                        .nextMsn())
                .isEqualTo(NEXT);
        assertThat(UsedNumbers.find(List.of(text), List.of(), 0).nextMsn()).isEqualTo(NEXT);
        assertThat(UsedNumbers.find(List.of(text), List.of(NEXT + "-r.ts", "lock"), 0)
                        .nextMsn())
                .isEqualTo(NEXT + 1);
        assertThat(UsedNumbers.find(List.of(), List.of("999999999999-r.ts"), now)
                        .nextMsn())
                .isZero();
    }

    /** An index of another node has precedence over recovered numbers, and keeps its segments. */
    @Test
    void recoveredNumbersRemoveNoSegments() {
        StreamIndex used = UsedNumbers.find(List.of(IndexJson.text(INDEX)), List.of(), Sample.NOW)
                .index(Sample.SHAPE);
        long later = Sample.NOW + 1_000_000;
        StreamIndex leader = new IndexChange.TakeLeadership("n2", later, Sample.SHAPE, List.of(used)).applyTo(INDEX);
        assertThat(leader.segments()).isEqualTo(INDEX.segments());
        assertThat(leader.nextMsn()).isEqualTo(NEXT);
        StreamIndex alone = new IndexChange.TakeLeadership("n2", later, Sample.SHAPE, List.of(used)).applyTo(null);
        assertThat(alone.nextMsn()).isEqualTo(later / 1000);
        assertThat(alone.segments()).isEmpty();
    }
}
