package tv.mux.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-99, 0, 100",
        "bytes=10-19, 10, 10",
        "bytes=10-, 10, 90",
        "bytes=99-, 99, 1",
        "bytes=90-1000, 90, 10",
        "bytes=90-99999999999999999999999, 90, 10",
        "bytes=-1, 99, 1",
        "bytes=-100, 0, 100",
        "bytes=-1000, 0, 100",
        "bytes=-99999999999999999999999, 0, 100",
        "Bytes=10-19, 10, 10",
        "'bytes= 10-19 ', 10, 10",
    })
    void parsesOneRange(String header, long from, long length) {
        assertThat(ByteRange.of(header, 100)).isEqualTo(new ByteRange.Part(from, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999999-"})
    void findsNoBytesOutsideTheBody(String header) {
        assertThat(ByteRange.of(header, 100)).isEqualTo(new ByteRange.Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=5",
                "bytes=9-5",
                "bytes=a-b",
                "bytes=1-b",
                "bytes=+1-2",
                "bytes=--1",
                "bytes=1-2-3",
                "bytes=0-1,5-6",
                "bytes=0-1,",
                "bytes=1 - 2",
                "seconds=1-2",
                "bytes =1-2",
                "bytes=\u0661-\u0662",
            })
    void ignoresMalformedAndUnsupportedRanges(String header) {
        assertThat(ByteRange.of(header, 100)).isEqualTo(ByteRange.WHOLE);
    }

    @Test
    void returnsTheWholeBodyWithoutAHeader() {
        assertThat(ByteRange.of(null, 100)).isEqualTo(ByteRange.WHOLE);
    }

    @Test
    void findsNoBytesInAnEmptyBody() {
        assertThat(ByteRange.of("bytes=0-", 0)).isEqualTo(new ByteRange.Unsatisfiable());
        assertThat(ByteRange.of("bytes=-5", 0)).isEqualTo(new ByteRange.Unsatisfiable());
    }
}
