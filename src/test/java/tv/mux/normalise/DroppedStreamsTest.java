package tv.mux.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DroppedStreamsTest {
    private static final List<String> STREAMS = List.of("audio pid 0x102 (AAC)", "video pid 0x103 (H.264)");

    private final DroppedStreams dropped = new DroppedStreams();

    @Test
    void anInputIsReportedOnce() {
        assertThat(dropped.report("http://a/", STREAMS)).contains("audio pid 0x102 (AAC), video pid 0x103 (H.264)");
        assertThat(dropped.report("http://a/", STREAMS)).isEmpty();
        assertThat(dropped.report("http://b/", STREAMS)).isPresent();
        assertThat(dropped.report("http://a/", STREAMS)).isEmpty();
    }

    @Test
    void otherStreamsAreReportedAgain() {
        dropped.report("http://a/", STREAMS);
        assertThat(dropped.report("http://a/", STREAMS.subList(0, 1))).contains("audio pid 0x102 (AAC)");
    }

    @Test
    void nothingIsReportedIfNoStreamIsDropped() {
        assertThat(dropped.report("http://a/", List.of())).isEmpty();
    }

    @Test
    void theOldestInputIsForgotten() {
        for (int i = 0; i <= DroppedStreams.MAX_INPUTS; i++) {
            assertThat(dropped.report("http://a/" + i, STREAMS)).isPresent();
        }
        assertThat(dropped.report("http://a/1", STREAMS)).isEmpty();
        assertThat(dropped.report("http://a/0", STREAMS)).isPresent();
    }
}
