package tv.mux.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.mux.process.StderrLine.Level;
import tv.mux.process.StderrLine.Message;
import tv.mux.process.StderrLine.Progress;

class StderrLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[error] pipe:0: Invalid data | ERROR | pipe:0: Invalid data",
                "[fatal] no memory | ERROR | no memory",
                "[panic] ! | ERROR | !",
                "[mpegts @ 0x55d0c8] [warning] Packet corrupt | WARNING | [mpegts] Packet corrupt",
                "[segment @ 0x1] [mpegts @ 0xab2] [info] x = 1 | INFO | [segment] [mpegts] x = 1",
                "[verbose] details | INFO | details",
                "Press [q] to stop | WARNING | Press [q] to stop",
                "[mpegts @ 0x55d0c8] no level | WARNING | [mpegts @ 0x55d0c8] no level"
            })
    void parsesTheLevelOfAMessage(String line, Level level, String text) {
        assertThat(StderrLine.parse(line)).isEqualTo(new Message(level, text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "out_time_us=4000000 | out_time_us | 4000000",
                "out_time_us=N/A | out_time_us | N/A",
                "bitrate= 812.4kbits/s | bitrate | 812.4kbits/s",
                "stream_0_0_q=-1.0 | stream_0_0_q | -1.0",
                "progress=end | progress | end"
            })
    void parsesProgress(String line, String key, String value) {
        assertThat(StderrLine.parse(line)).isEqualTo(new Progress(key, value));
    }

    @Test
    void aTextMayBeEmpty() {
        assertThat(StderrLine.parse("speed=")).isEqualTo(new Progress("speed", ""));
        assertThat(StderrLine.parse("[error] ")).isEqualTo(new Message(Level.ERROR, ""));
        assertThat(StderrLine.parse("")).isEqualTo(new Message(Level.WARNING, ""));
    }

    @Test
    void parsesAnyLine() {
        Random random = new Random(8);
        String[] parts = {
            "[", "]", " ", "@", " @ 0x", "[error] ", "[a @ 0xf] ", "=", "key", "\u0000", "\u2028", "\uD83D", "0", "-"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder();
            for (int n = random.nextInt(i % 100 == 0 ? 1000 : 12); n > 0; n--) {
                line.append(parts[random.nextInt(parts.length)]);
            }
            assertThat(StderrLine.parse(line.toString())).isNotNull();
        }
        assertThat(StderrLine.parse("[a @ 0xf] ".repeat(400) + "[error] x"))
                .isEqualTo(new Message(Level.ERROR, "[a] ".repeat(400) + "x"));
    }
}
