package tv.mux.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.mux.audit.TsMaker;

class TsSplitterTest {
    private final TsSplitter splitter = new TsSplitter(4);
    private final TsMaker maker = new TsMaker();

    @Test
    void beginsASegmentAtTheFirstKeyFrameAfterEnoughPictures() {
        for (int frame = 0; frame < 13; frame++) {
            // The stream has tables before each picture, and two key frames in each segment.
            maker.tables().picture(frame % 2 == 0, frame * 3_600L, "p" + frame).audio(frame * 3_600L);
        }
        List<Buffer> segments = split(maker.segment());
        assertThat(segments).hasSize(3).allSatisfy(segment -> assertThat(pids(segment))
                .containsExactly(
                        0,
                        TsMaker.PMT,
                        TsMaker.VIDEO,
                        TsMaker.AUDIO,
                        TsMaker.VIDEO,
                        TsMaker.AUDIO,
                        TsMaker.VIDEO,
                        TsMaker.AUDIO,
                        TsMaker.VIDEO,
                        TsMaker.AUDIO));
        assertThat(segments).extracting(segment -> segment.getByte(3) & 15).containsExactly(0, 1, 2);
        assertThat(segments)
                .extracting(segment -> segment.getByte(188 + 3) & 15)
                .containsExactly(0, 1, 2);
    }

    @Test
    void refusesOtherFormats() {
        assertThatThrownBy(() -> splitter.feed(new byte[188])).hasMessageContaining("not a transport stream");
    }

    private List<Buffer> split(byte[] stream) {
        List<Buffer> segments = new ArrayList<>();
        for (int at = 0; at < stream.length; at += 188) {
            splitter.feed(Arrays.copyOfRange(stream, at, at + 188)).ifPresent(segments::add);
        }
        return segments;
    }

    private static List<Integer> pids(Buffer segment) {
        List<Integer> pids = new ArrayList<>();
        for (int at = 0; at < segment.length(); at += 188) {
            pids.add(segment.getUnsignedShort(at + 1) & 0x1fff);
        }
        return pids;
    }
}
