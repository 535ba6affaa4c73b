package tv.mux.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class LivePlaylistTest {
    @Test
    void listsTheSegments() {
        List<LiveSegment> segments =
                List.of(new LiveSegment(41, 1.5, Buffer.buffer()), new LiveSegment(42, 1.5, Buffer.buffer()));
        String text =
                """
                #EXTM3U
                #EXT-X-VERSION:3
                #EXT-X-TARGETDURATION:2
                #EXT-X-MEDIA-SEQUENCE:41
                #EXTINF:1.500000,
                41.ts
                #EXTINF:1.500000,
                42.ts
                """;
        assertThat(LivePlaylist.of(segments, 1.5, false)).isEqualTo(text);
        assertThat(LivePlaylist.of(segments, 1.5, true)).isEqualTo(text + "#EXT-X-ENDLIST\n");
    }
}
