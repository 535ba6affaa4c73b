package tv.mux.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DroppedStreamsTest {
    private static final List<String> STREAMS = List.of("audio pid 0x102 (AAC)", "video pid 0x103 (H.264)");

    private final DroppedStreams leftOut = new DroppedStreams();

    @Test
    void isSaidOnceForAnInput() {
        assertThat(leftOut.news("http://a/", STREAMS)).contains("audio pid 0x102 (AAC), video pid 0x103 (H.264)");
        assertThat(leftOut.news("http://a/", STREAMS)).isEmpty();
        assertThat(leftOut.news("http://b/", STREAMS)).isPresent();
        assertThat(leftOut.news("http://a/", STREAMS)).isEmpty();
    }

    @Test
    void isSaidAgainWhenItIsSomethingElse() {
        leftOut.news("http://a/", STREAMS);
        assertThat(leftOut.news("http://a/", STREAMS.subList(0, 1))).contains("audio pid 0x102 (AAC)");
    }

    @Test
    void whereNothingIsLeftOutNothingIsSaid() {
        assertThat(leftOut.news("http://a/", List.of())).isEmpty();
    }

    @Test
    void remembersSoManyInputsOnly() {
        for (int i = 0; i <= DroppedStreams.MOST; i++) {
            assertThat(leftOut.news("http://a/" + i, STREAMS)).isPresent();
        }
        assertThat(leftOut.news("http://a/1", STREAMS)).isEmpty();
        assertThat(leftOut.news("http://a/0", STREAMS)).isPresent();
    }
}
