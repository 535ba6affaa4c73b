package tv.mux.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
    @Test
    void crLfAndBothEndALine() {
        assertThat(read(bytes("a\nb\r\nc\rd\n\n\re"))).containsExactly("a", "b", "c", "d", "e");
        assertThat(read(bytes(""))).isEmpty();
        assertThat(read(bytes("\n\r\n"))).isEmpty();
    }

    @Test
    void characterMayBeSplitBetweenReads() {
        String text = "one \u00e9\u20ac\ud83c\udfa5\ntwo \u00fc";
        InputStream slow = new FilterInputStream(bytes(text)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return super.read(buffer, offset, Math.min(1, length));
            }
        };
        assertThat(read(slow)).containsExactly("one \u00e9\u20ac\ud83c\udfa5", "two \u00fc");
    }

    @Test
    void invalidUtf8IsReplaced() {
        assertThat(read(new ByteArrayInputStream(new byte[] {'a', (byte) 0xff, 'b', '\n', (byte) 0xc3})))
                .containsExactly("a\ufffdb", "\ufffd");
    }

    @Test
    void aLongLineIsTruncated() {
        List<String> lines = read(bytes("x".repeat(100_000) + "\nnext"));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).hasSize(4096);
        assertThat(lines.get(1)).isEqualTo("next");
    }

    @Test
    void linesBeforeABrokenPipeAreDelivered() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken pipe");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        };
        assertThat(read(new SequenceInputStream(bytes("a\nhalf"), broken)))
                .containsExactly("a", "half", "[info] broken pipe");
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> read(InputStream in) {
        List<String> lines = new ArrayList<>();
        LineSplitter.read(in, lines::add);
        return lines;
    }
}
