package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.config.Config;
import tv.mux.harness.Ports;
import tv.mux.process.OneShotProcess;
import tv.mux.status.RunStatus;
import tv.mux.status.RunStatus.Cause;

/** Inputs of many formats without transcoding, some of which a run must reject. */
@ExtendWith(VertxExtension.class)
class InputKindsIT {
    @TempDir
    Path folder;

    private Vertx vertx;
    private StaticInput input;

    @BeforeEach
    void serve(Vertx vertx) throws Exception {
        this.vertx = vertx;
        input = StaticInput.serve(vertx, folder);
    }

    @Test
    void hevc() throws Exception {
        assumeTrue(OneShotProcess.run(List.of("ffmpeg", "-hide_banner", "-encoders"), folder, Duration.ofSeconds(60))
                .output()
                .contains("libx265"));
        fill("-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=25 -c:a aac", 6, 1);
        assertUnfit("its video is hevc, only H.264 can be passed through");
    }

    @Test
    void openGopsArePassedThrough() throws Exception {
        fill(
                "-c:v libx264 -preset veryfast -bf 3 -flags +global_header -bsf:v dump_extra=freq=k"
                        + " -x264-params open-gop=1:keyint=50:min-keyint=50:scenecut=0 -c:a aac",
                20,
                2,
                "omit_endlist");
        RunHarness runs = RunHarness.deploy(vertx, folder.resolve("runs"), Map.of());
        runs.start("r1", input.head(), null);
        runs.awaitSegments("r1", 1);
        // The last segment of the playlist is never finished, as no other one follows it.
        await().during(Duration.ofMillis(StallDetector.SILENCE_MS + 4 * StallDetector.CHECK_MS))
                .untilAsserted(
                        () -> assertThat(runs.statuses).noneMatch(state -> state.phase() == RunStatus.Phase.ENDED));
    }

    @Test
    void mp2Audio() throws Exception {
        fill("-c:v libx264 -preset ultrafast -g 25 -c:a mp2", 6, 1);
        assertUnfit("only AAC can be passed through");
    }

    @Test
    void keyFramesTenSecondsApart() throws Exception {
        fill("-c:v libx264 -preset ultrafast -g 250 -keyint_min 250 -sc_threshold 0 -c:a aac", 30, 10);
        assertUnfit("its key frames are 10000 ms or more apart, the target duration is 3000 ms");
    }

    @Test
    void keyFramesTenSecondsApartInSegmentsOfFive() throws Exception {
        fill("-c:v libx264 -preset ultrafast -g 250 -keyint_min 250 -sc_threshold 0 -c:a aac", 20, 5);
        assertUnfit("its key frames are 5000 ms or more apart, the target duration is 3000 ms");
    }

    @Test
    void segmentsThatAreNoTransportStream() throws Exception {
        fill("-c:v libx264 -preset ultrafast -g 25 -c:a aac", 6, 1);
        try (var files = Files.list(input.folder())) {
            for (Path file : files.filter(one -> one.toString().endsWith(".ts")).toList()) {
                Files.writeString(file, "<html>".repeat(1000));
            }
        }
        RunHarness runs = RunHarness.deploy(vertx, folder.resolve("runs"), Map.of());
        runs.start("r1", input.head(), null);
        // The run continues to read, as the next segment may be good.
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(runs.statuses)
                .anySatisfy(state -> assertThat(state.cause()).isEqualTo(Cause.NOT_HLS)));
        assertThat(runs.findProcess("r1")).isEmpty();
    }

    @Test
    void anHtmlPageInsteadOfAPlaylist() throws Exception {
        Files.writeString(input.folder().resolve("live.m3u8"), "<!DOCTYPE html><title>Sorry</title>");
        assertThat(run().cause()).isEqualTo(Cause.NOT_HLS);
    }

    @Test
    void noPlaylist() throws Exception {
        RunStatus missing = run();
        assertThat(missing.cause()).isEqualTo(Cause.UNREACHABLE);
        assertThat(missing.detail()).contains("404");
    }

    @Test
    void aClosedPort() throws Exception {
        RunStatus closed = run("http://user:secret@127.0.0.1:" + Ports.free() + "/live.m3u8?token=secret");
        assertThat(closed.cause()).isEqualTo(Cause.UNREACHABLE);
        assertThat(closed.detail())
                .contains("127.0.0.1")
                .doesNotContain("secret")
                .doesNotContain("\n");
    }

    @Test
    void noFfmpeg() {
        assertThatThrownBy(() -> RunVerticle.probe(vertx, new Config.Ffmpeg("/nowhere/ffmpeg"))
                        .await(20, TimeUnit.SECONDS))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("FFMPEG=/nowhere/ffmpeg cannot be run: ")
                .hasMessageContaining("apt-get install ffmpeg");
        assertThatThrownBy(() ->
                        RunVerticle.probe(vertx, new Config.Ffmpeg("/bin/echo")).await(20, TimeUnit.SECONDS))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("FFMPEG=/bin/echo is no FFmpeg: it says -version");
    }

    private void assertUnfit(String why) throws TimeoutException {
        RunStatus unfit = run();
        assertThat(unfit.cause()).isEqualTo(Cause.UNFIT);
        assertThat(unfit.detail()).contains(why).doesNotContain("\n");
    }

    private RunStatus run() throws TimeoutException {
        return run(input.head());
    }

    private RunStatus run(String head) throws TimeoutException {
        RunHarness runs = RunHarness.deploy(vertx, folder.resolve("runs"), Map.of());
        runs.start("r1", head, null);
        RunStatus ended = runs.awaitEnd("r1");
        assertThat(runs.segments).isEmpty();
        assertThat(runs.findProcess("r1")).isEmpty();
        return ended;
    }

    /** Fills the input with segments that need not begin with a key frame. */
    private void fill(String codecs, int seconds, int segmentSeconds) throws IOException {
        fill(codecs, seconds, segmentSeconds, "omit_endlist+split_by_time");
    }

    private void fill(String codecs, int seconds, int segmentSeconds, String flags) throws IOException {
        input.ffmpeg("-f lavfi -i testsrc2=s=160x90:r=25 -f lavfi -i sine -t " + seconds + " -pix_fmt yuv420p " + codecs
                + " -f hls -hls_time " + segmentSeconds + " -hls_list_size 0 -hls_flags " + flags + " live.m3u8");
    }
}
