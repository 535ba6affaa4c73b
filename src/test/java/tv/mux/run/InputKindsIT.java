package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.config.Config;
import tv.mux.harness.Ports;
import tv.mux.process.OneShotProcess;
import tv.mux.status.RunStatus;
import tv.mux.status.RunStatus.Cause;

/** Inputs of other kinds, and what cannot be passed on: a folder that FFmpeg has filled, served as it is. */
class InputKindsIT {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private StaticInput input;

    @BeforeEach
    void serve() throws Exception {
        input = StaticInput.serve(vertx, folder);
    }

    @AfterEach
    void end() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
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
    void openGroupsOfPicturesAreAsGoodAsClosedOnes() throws Exception {
        fill(
                "-c:v libx264 -preset veryfast -bf 3 -flags +global_header -bsf:v dump_extra=freq=k"
                        + " -x264-params open-gop=1:keyint=50:min-keyint=50:scenecut=0 -c:a aac",
                20,
                2,
                "omit_endlist");
        Followed followed = Followed.deploy(vertx, folder.resolve("runs"), Map.of());
        followed.begin("r1", input.head(), null);
        followed.cuts("r1", 1);
        // All that the list holds is cut but for the last, which nothing comes after.
        await().during(Duration.ofMillis(StallDetector.SILENT_MS + 4 * StallDetector.LOOK_MS))
                .untilAsserted(
                        () -> assertThat(followed.states).noneMatch(state -> state.phase() == RunStatus.Phase.ENDED));
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
    void keyFramesTenSecondsApartWhereItBeginsBetweenTwo() throws Exception {
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
        Followed followed = Followed.deploy(vertx, folder.resolve("runs"), Map.of());
        followed.begin("r1", input.head(), null);
        // A run goes on trying: the next one may be whole.
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(followed.states)
                .anySatisfy(state -> assertThat(state.cause()).isEqualTo(Cause.NOT_HLS)));
        assertThat(followed.find("r1")).isEmpty();
    }

    @Test
    void aPageInsteadOfAPlaylist() throws Exception {
        Files.writeString(input.folder().resolve("live.m3u8"), "<!DOCTYPE html><title>Sorry</title>");
        assertThat(run().cause()).isEqualTo(Cause.NOT_HLS);
    }

    @Test
    void nothingThere() throws Exception {
        RunStatus missing = run();
        assertThat(missing.cause()).isEqualTo(Cause.UNREACHABLE);
        assertThat(missing.detail()).contains("404");
    }

    @Test
    void aDeadPort() throws Exception {
        RunStatus dead = run("http://user:secret@127.0.0.1:" + Ports.free() + "/live.m3u8?token=secret");
        assertThat(dead.cause()).isEqualTo(Cause.UNREACHABLE);
        assertThat(dead.detail()).contains("127.0.0.1").doesNotContain("secret").doesNotContain("\n");
    }

    @Test
    void noFfmpegAtAll() {
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
        Followed followed = Followed.deploy(vertx, folder.resolve("runs"), Map.of());
        followed.begin("r1", head, null);
        RunStatus ended = followed.ended("r1");
        assertThat(followed.cuts).isEmpty();
        assertThat(followed.find("r1")).isEmpty();
        return ended;
    }

    /** A playlist that does not move, with segments that may begin anywhere. */
    private void fill(String codecs, int seconds, int segmentSeconds) throws IOException {
        fill(codecs, seconds, segmentSeconds, "omit_endlist+split_by_time");
    }

    private void fill(String codecs, int seconds, int segmentSeconds, String flags) throws IOException {
        input.ffmpeg("-f lavfi -i testsrc2=s=160x90:r=25 -f lavfi -i sine -t " + seconds + " -pix_fmt yuv420p " + codecs
                + " -f hls -hls_time " + segmentSeconds + " -hls_list_size 0 -hls_flags " + flags + " live.m3u8");
    }
}
