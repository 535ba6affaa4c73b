package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.media.Stamp;
import tv.mux.model.PendingSegment;
import tv.mux.normalise.MediaRequirements;
import tv.mux.ts.TsSegment;

/** Inputs in every form that HLS allows: containers, byte ranges, encryption and separate audio. */
@ExtendWith(VertxExtension.class)
class InputShapesIT {
    private static final String SOURCES = "-f lavfi -i testsrc2=s=160x90:r=25 -f lavfi -i sine=r=48000 -t 14";
    private static final String CODECS =
            "-pix_fmt yuv420p -c:v libx264 -preset ultrafast -g 50 -keyint_min 50 -sc_threshold 0 -c:a aac";
    private static final String HLS = "-f hls -hls_time 2 -hls_list_size 0 -output_ts_offset 100";

    @TempDir
    private Path folder;

    private Vertx vertx;
    private StaticInput input;

    @BeforeEach
    void serve(Vertx vertx) throws Exception {
        this.vertx = vertx;
        input = StaticInput.serve(vertx, folder);
    }

    @Test
    void fragmentedMp4() throws Exception {
        fill(SOURCES, CODECS, HLS + " -hls_segment_type fmp4 -hls_flags omit_endlist live.m3u8");
        assertPublished("live.m3u8");
    }

    @Test
    void byteRangesOfOneFile() throws Exception {
        fill(SOURCES, CODECS, HLS + " -hls_flags single_file+omit_endlist live.m3u8");
        assertPublished("live.m3u8");
    }

    @Test
    void encryptedWithAes128() throws Exception {
        Files.write(
                input.folder().resolve("secret"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
        Files.writeString(
                input.folder().resolve("info"),
                "secret?token=1\n" + input.folder().resolve("secret") + "\n");
        fill(SOURCES, CODECS, HLS + " -hls_key_info_file info -hls_flags omit_endlist live.m3u8");
        assertThat(Files.readString(input.folder().resolve("live.m3u8"))).contains("METHOD=AES-128");
        assertPublished("live.m3u8");
    }

    @Test
    void segmentAddressesWithoutExtensionAndWithQuery() throws Exception {
        fill(SOURCES, CODECS, HLS + " -hls_flags omit_endlist -hls_segment_filename part%d live.m3u8");
        Path playlist = input.folder().resolve("live.m3u8");
        Files.writeString(playlist, Files.readString(playlist).replaceAll("(?m)^part.*$", "$0?session=a%20b&x=1"));
        assertPublished("live.m3u8");
    }

    @Test
    void separateAudio() throws Exception {
        fill(SOURCES, CODECS, "-map 0:v -an " + HLS + " -hls_flags omit_endlist v.m3u8");
        fill(
                SOURCES,
                CODECS,
                "-map 1:a -vn " + HLS.replace("-hls_time 2", "-hls_time 3") + " -hls_flags omit_endlist a.m3u8");
        writeMasterPlaylist();
        assertPublished("live.m3u8");
    }

    @Test
    void separateAudioInFragmentedMp4() throws Exception {
        fill(
                SOURCES,
                CODECS,
                "-map 0:v -an " + HLS
                        + " -hls_segment_type fmp4 -hls_fmp4_init_filename vi.mp4 -hls_flags omit_endlist v.m3u8");
        fill(
                SOURCES,
                "-c:a ac3",
                "-map 1:a -vn " + HLS
                        + " -hls_segment_type fmp4 -hls_fmp4_init_filename ai.mp4 -hls_flags omit_endlist a.m3u8");
        writeMasterPlaylist();
        assertPublished("live.m3u8");
    }

    private void writeMasterPlaylist() throws IOException {
        Files.writeString(
                input.folder().resolve("live.m3u8"),
                """
                #EXTM3U
                #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="main",DEFAULT=YES,URI="a.m3u8"
                #EXT-X-STREAM-INF:BANDWIDTH=1000000,CODECS="avc1.42c00b,mp4a.40.2",AUDIO="a"
                v.m3u8
                """);
    }

    /** Runs the input and checks that the segments have both tracks and follow one another without a gap. */
    private void assertPublished(String playlist) throws Exception {
        RunHarness runs = RunHarness.deploy(
                vertx, folder.resolve("runs"), Map.of("INPUT_UNFIT", "transcode", "LOG_LEVEL", "debug"));
        runs.start("r1", input.base() + playlist, null);
        runs.awaitSegments("r1", 2);
        List<TsSegment> segments = new ArrayList<>();
        for (PendingSegment segment : runs.segmentsOf("r1").subList(0, 2)) {
            segments.add(TsSegment.read(runs.sources.get(segment)));
        }
        for (TsSegment segment : segments) {
            assertThat(Stamp.millis(segment.video().orElseThrow().durationTicks()))
                    .isEqualTo(2_000);
            assertThat(Stamp.millis(segment.audio().orElseThrow().durationTicks()))
                    .isBetween(1_800L, 2_200L);
            assertThat(MediaRequirements.unfit(segment)).isEmpty();
        }
        assertThat(segments.get(1).video().orElseThrow().first())
                .isEqualTo(segments.get(0).video().orElseThrow().end());
        assertThat(Math.abs(Stamp.minus(
                        segments.get(1).audio().orElseThrow().first(),
                        segments.get(0).audio().orElseThrow().end())))
                .as("audio continues")
                .isLessThanOrEqualTo(Stamp.HZ / 500);
    }

    private void fill(String sources, String codecs, String output) throws IOException {
        input.ffmpeg(sources + " " + codecs + " " + output);
    }
}
