package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.media.Stamp;
import tv.mux.model.PendingSegment;
import tv.mux.normalise.MediaRequirements;
import tv.mux.ts.TsSegment;

/**
 * Inputs in every shape that HLS knows, read over HTTP from a folder that FFmpeg has filled, and cut. Cuts of two
 * seconds.
 */
class InputShapesIT {
    private static final String SOURCES = "-f lavfi -i testsrc2=s=160x90:r=25 -f lavfi -i sine=r=48000 -t 14";
    private static final String CODECS =
            "-pix_fmt yuv420p -c:v libx264 -preset ultrafast -g 50 -keyint_min 50 -sc_threshold 0 -c:a aac";
    private static final String HLS = "-f hls -hls_time 2 -hls_list_size 0 -output_ts_offset 100";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private StaticInput input;

    @BeforeEach
    void serve() throws Exception {
        input = StaticInput.serve(vertx, folder);
    }

    @AfterEach
    void end() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void fragmentedMp4() throws Exception {
        fill(SOURCES, CODECS, HLS + " -hls_segment_type fmp4 -hls_flags omit_endlist live.m3u8");
        plays("live.m3u8");
    }

    @Test
    void rangesOfOneFile() throws Exception {
        fill(SOURCES, CODECS, HLS + " -hls_flags single_file+omit_endlist live.m3u8");
        plays("live.m3u8");
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
        plays("live.m3u8");
    }

    @Test
    void segmentsWithoutAnExtensionAndWithQueries() throws Exception {
        fill(SOURCES, CODECS, HLS + " -hls_flags omit_endlist -hls_segment_filename part%d live.m3u8");
        Path list = input.folder().resolve("live.m3u8");
        Files.writeString(list, Files.readString(list).replaceAll("(?m)^part.*$", "$0?session=a%20b&x=1"));
        plays("live.m3u8");
    }

    @Test
    void audioInAPlaylistOfItsOwn() throws Exception {
        fill(SOURCES, CODECS, "-map 0:v -an " + HLS + " -hls_flags omit_endlist v.m3u8");
        fill(
                SOURCES,
                CODECS,
                "-map 1:a -vn " + HLS.replace("-hls_time 2", "-hls_time 3") + " -hls_flags omit_endlist a.m3u8");
        master();
        plays("live.m3u8");
    }

    @Test
    void audioInAPlaylistOfItsOwnAllInFragmentedMp4() throws Exception {
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
        master();
        plays("live.m3u8");
    }

    private void master() throws IOException {
        Files.writeString(
                input.folder().resolve("live.m3u8"),
                """
                #EXTM3U
                #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="main",DEFAULT=YES,URI="a.m3u8"
                #EXT-X-STREAM-INF:BANDWIDTH=1000000,CODECS="avc1.42c00b,mp4a.40.2",AUDIO="a"
                v.m3u8
                """);
    }

    /** Cuts with both tracks, that join on to each other. */
    private void plays(String list) throws Exception {
        Followed followed = Followed.deploy(
                vertx, folder.resolve("runs"), Map.of("INPUT_UNFIT", "transcode", "LOG_LEVEL", "debug"));
        followed.begin("r1", input.base() + list, null);
        followed.cuts("r1", 2);
        List<TsSegment> cuts = new ArrayList<>();
        for (PendingSegment cut : followed.cutsOf("r1").subList(0, 2)) {
            cuts.add(TsSegment.read(followed.files.get(cut)));
        }
        for (TsSegment cut : cuts) {
            assertThat(Stamp.millis(cut.video().orElseThrow().durationTicks())).isEqualTo(2_000);
            assertThat(Stamp.millis(cut.audio().orElseThrow().durationTicks())).isBetween(1_800L, 2_200L);
            assertThat(MediaRequirements.unfit(cut)).isEmpty();
        }
        assertThat(cuts.get(1).video().orElseThrow().first())
                .isEqualTo(cuts.get(0).video().orElseThrow().end());
        assertThat(Math.abs(Stamp.minus(
                        cuts.get(1).audio().orElseThrow().first(),
                        cuts.get(0).audio().orElseThrow().end())))
                .as("audio goes on")
                .isLessThanOrEqualTo(Stamp.HZ / 500);
    }

    private void fill(String sources, String codecs, String output) throws IOException {
        input.ffmpeg(sources + " " + codecs + " " + output);
    }
}
