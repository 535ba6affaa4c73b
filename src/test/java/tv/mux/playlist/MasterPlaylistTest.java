package tv.mux.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import tv.mux.config.Variant;
import tv.mux.index.Indexes;
import tv.mux.index.RenditionFacts;
import tv.mux.index.StreamIndex;
import tv.mux.index.StreamShape;
import tv.mux.model.Segment;

@Isolated
class MasterPlaylistTest {
    private static final List<Variant> LADDER =
            List.of(new Variant(720, 0, 2_800_000, 128_000), new Variant(360, 0, 600_000, 96_000));
    private static final RenditionFacts SOURCE =
            new RenditionFacts(2_795_936, "avc1.640028", "mp4a.40.2", 1920, 1080, 29_970);
    private static final RenditionFacts HD =
            new RenditionFacts(2_000_000, "avc1.640020", "mp4a.40.2", 1280, 720, 29_970);
    private static final RenditionFacts SD = new RenditionFacts(500_000, "avc1.42c01f", "mp4a.40.2", 640, 360, 29_970);

    private final Locale locale = Locale.getDefault();

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(locale);
    }

    @Test
    void listsTheSourceAndThenTheLadder() {
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        assertThat(MasterPlaylist.text(entry(1_000_000, SOURCE, HD, SD)).orElseThrow())
                .isEqualTo(
                        """
                        #EXTM3U
                        #EXT-X-VERSION:3
                        #EXT-X-INDEPENDENT-SEGMENTS
                        #EXT-X-STREAM-INF:BANDWIDTH=2795936,AVERAGE-BANDWIDTH=2000000,CODECS="avc1.640028,mp4a.40.2",RESOLUTION=1920x1080,FRAME-RATE=29.970
                        stream_0/playlist.m3u8
                        #EXT-X-STREAM-INF:BANDWIDTH=4075787,AVERAGE-BANDWIDTH=3075120,CODECS="avc1.640020,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970
                        stream_1/playlist.m3u8
                        #EXT-X-STREAM-INF:BANDWIDTH=991840,AVERAGE-BANDWIDTH=753840,CODECS="avc1.42c01f,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=29.970
                        stream_2/playlist.m3u8
                        """);
    }

    @Test
    void isEmptyBeforeTheFirstSegment() {
        assertThat(MasterPlaylist.text(entry(List.of(), SOURCE, HD, SD))).isEmpty();
    }

    @Test
    void theAverageIsRoundedAndDoesNotExceedThePeak() {
        assertThat(source(entry(999_000, SOURCE, HD, SD))).contains("AVERAGE-BANDWIDTH=2000000,");
        assertThat(source(entry(1_397_000, SOURCE, HD, SD))).contains(":BANDWIDTH=2795936,AVERAGE-BANDWIDTH=2795936,");
        // The stream is too short for a measured peak.
        RenditionFacts young = new RenditionFacts(0, "avc1.640028", "mp4a.40.2", 1920, 1080, 29_970);
        assertThat(source(entry(1_397_000, young, HD, SD))).contains(":BANDWIDTH=2800000,AVERAGE-BANDWIDTH=2800000,");
    }

    @Test
    void aStreamWithoutVideoListsTheSourceOnly() {
        RenditionFacts audio = new RenditionFacts(130_000, "", "mp4a.40.2", 0, 0, 0);
        assertThat(MasterPlaylist.text(entry(60_000, audio, audio, audio)).orElseThrow())
                .isEqualTo(
                        """
                        #EXTM3U
                        #EXT-X-VERSION:3
                        #EXT-X-INDEPENDENT-SEGMENTS
                        #EXT-X-STREAM-INF:BANDWIDTH=130000,AVERAGE-BANDWIDTH=130000,CODECS="mp4a.40.2"
                        stream_0/playlist.m3u8
                        """);
    }

    @Test
    void aStreamWithoutAudioHasNoAudioCodec() {
        RenditionFacts silent = new RenditionFacts(2_000_000, "avc1.640028", "", 1920, 1080, 25_000);
        assertThat(source(entry(1_000_000, silent, silent, silent))).contains("CODECS=\"avc1.640028\",");
    }

    private static String source(StreamIndex entry) {
        return MasterPlaylist.text(entry).orElseThrow().lines().toList().get(3);
    }

    private static StreamIndex entry(long bytes, RenditionFacts... renditions) {
        return entry(
                LongStream.range(7, 10).mapToObj(msn -> segment(msn, bytes)).toList(), renditions);
    }

    private static StreamIndex entry(List<Segment> segments, RenditionFacts... renditions) {
        return Indexes.of(new StreamShape(StreamShape.ABR, 6, 3, 3, LADDER), segments, List.of(renditions));
    }

    private static Segment segment(long msn, long bytes) {
        return new Segment(msn, 0, false, 0, 4000, true, "r", 1, "", "", List.of(bytes, 900_000L, 200_000L), List.of());
    }
}
