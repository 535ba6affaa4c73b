package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.mux.Heavy;
import tv.mux.audit.Farm;
import tv.mux.audit.Frame;
import tv.mux.audit.Pictures;
import tv.mux.config.Variant;
import tv.mux.demo.Spec;
import tv.mux.ladder.AlignmentCheck;
import tv.mux.media.Sps;
import tv.mux.media.Stamp;
import tv.mux.model.PendingSegment;
import tv.mux.model.Position;
import tv.mux.model.StopRun.Mode;
import tv.mux.status.RunStatus;
import tv.mux.status.RunStatus.Cause;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/** Runs with encoded renditions: the renditions are aligned with any input, and when a process crashes or is stuck. */
@Heavy
@ExtendWith(VertxExtension.class)
class AdaptiveRunIT {
    private static final List<Variant> LADDER =
            List.of(new Variant(120, 0, 150_000, 64_000), new Variant(60, 0, 60_000, 32_000));
    private static final Map<String, String> FAST = Map.of("ABR_PRESET", "ultrafast");
    private static final String H264 = "-c:v libx264 -preset ultrafast -g 25 -c:a aac -pix_fmt ";

    @TempDir
    Path folder;

    private Vertx vertx;
    private RunHarness runs;

    @BeforeEach
    void setVertx(Vertx vertx) {
        this.vertx = vertx;
    }

    private void deploy(Map<String, String> settings) throws TimeoutException {
        runs = RunHarness.deploy(vertx, folder.resolve("runs"), settings, LADDER);
    }

    @ParameterizedTest
    @CsvSource({"25, 1, 1", "30, 1.5, 0.5"})
    void noPictureIsLostOrRepeatedWhenAProcessFails(int fps, double segmentSeconds, double gop) throws Exception {
        try (Farm farm = Farm.start(vertx, Spec.of("one", 320, 180, fps).withSegments(segmentSeconds, gop))) {
            deploy(FAST);
            runs.start("r1", farm.head("one"), null);
            runs.awaitSegments("r1", 2);
            runs.awaitProcess("r1").destroyForcibly();
            assertThat(runs.awaitEnd("r1").cause()).isEqualTo(Cause.CRASHED);
            runs.start("r2", farm.head("one"), "r1");
            runs.awaitSegments("r2", 1);
            signal("STOP", runs.awaitProcess("r2"));
            assertThat(runs.awaitEnd("r2").cause()).isEqualTo(Cause.STUCK);
            runs.start("r3", farm.head("one"), "r2");
            runs.awaitSegments("r3", 2);
            runs.stop("r3", Mode.FINISH);
            assertThat(runs.awaitEnd("r3").cause()).isEqualTo(Cause.STOPPED);
            long next = -1;
            for (PendingSegment segment : runs.segments) {
                List<Frame> pictures = Pictures.of(runs.sources.get(segment), farm.book());
                long first = pictures.get(0).number();
                assertThat(next)
                        .as("segment %s of %s", segment.ordinal(), segment.run())
                        .isIn(-1L, first);
                assertThat(pictures)
                        .extracting(Frame::number)
                        .containsExactlyElementsOf(LongStream.range(first, first + pictures.size())
                                .boxed()
                                .toList());
                next = first + pictures.size();
                assertAligned(segment);
                assertThat(sizes(segment)).containsExactly("320x180", "214x120", "106x60");
            }
        }
    }

    /** Parameters: the picture and the pixel format of the input, and the expected sizes of all renditions. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s=320x180:r=25 | yuv444p | 320x180 214x120 106x60",
                "s=320x180:r=25 | yuv420p10le | 320x180 214x120 106x60",
                "s=322x182:r=50 | yuv422p | 322x182 212x120 106x60",
                "s=360x288:r=25,setsar=64/45 | yuv420p | 360x288 214x120 106x60",
                "s=180x320:r=25 | yuv420p | 180x320 68x120 34x60",
                "s=160x80:r=25 | yuv420p -bf 2 | 160x80 160x80 120x60",
            })
    void keepsTheAspectRatioOfAnyPicture(String picture, String pixels, String expected) throws Exception {
        StaticInput input = StaticInput.serve(vertx, folder);
        input.fill(picture, 7, 1, H264 + pixels);
        deploy(FAST);
        runs.start("r1", input.head(), null);
        runs.awaitSegments("r1", 2);
        for (PendingSegment segment : runs.segmentsOf("r1")) {
            assertAligned(segment);
            assertThat(String.join(" ", sizes(segment))).isEqualTo(expected);
            for (TsSegment encoded : media(segment).subList(1, 3)) {
                Track video = encoded.video().orElseThrow();
                assertThat(video.sps().common()).isTrue();
                assertThat(video.sps().sarWidth()).isEqualTo(video.sps().sarHeight());
                assertThat(video.codec()).isEqualTo("avc1.42c015");
                assertThat(encoded.audio().orElseThrow().codec()).isEqualTo("mp4a.40.2");
            }
        }
    }

    @Test
    void openGopsBeginWithTheSameKeyFrame() throws Exception {
        StaticInput input = StaticInput.serve(vertx, folder);
        input.fill(
                "s=320x180:r=25",
                9,
                1,
                "-c:v libx264 -preset veryfast -bf 3 -flags +global_header -bsf:v dump_extra=freq=k"
                        + " -x264-params open-gop=1:keyint=25:min-keyint=25:scenecut=0 -pix_fmt yuv420p -c:a aac");
        deploy(FAST);
        runs.start("r1", input.head(), null);
        runs.awaitSegments("r1", 2);
        for (PendingSegment segment : runs.segmentsOf("r1")) {
            List<TsSegment> media = media(segment);
            assertThat(AlignmentCheck.misalignment(media)).isEmpty();
            long key = media.get(0).video().orElseThrow().keys().get(0);
            assertThat(media)
                    .allSatisfy(
                            one -> assertThat(one.video().orElseThrow().keys()).contains(key));
        }
    }

    @Test
    void keepsTheAspectRatioOfAnInputThatBeginsBetweenTwoKeyFrames() throws Exception {
        StaticInput input = StaticInput.serve(vertx, folder);
        // Only every other segment has a key frame, and the first one has none.
        input.fillSplitByTime("s=160x90:r=25,setsar=4/3", 11, 1, H264.replace("-g 25", "-g 50") + "yuv420p");
        deploy(FAST);
        Position second = new Position(1, Stamp.plus(input.start().stamp(), Stamp.HZ));
        runs.startAt("r1", input.head(), second);
        runs.awaitSegments("r1", 2);
        for (PendingSegment segment : runs.segmentsOf("r1")) {
            assertAligned(segment);
            assertThat(sizes(segment)).containsExactly("160x90", "214x90", "142x60");
        }
    }

    @Test
    void audioWithoutVideoIsPassedThrough() throws Exception {
        StaticInput input = StaticInput.serve(vertx, folder);
        input.fill("s=320x180:r=25", 12, 1, "-map 1:a -c:a aac -b:a 96k");
        deploy(FAST);
        runs.start("r1", input.head(), null);
        runs.awaitSegments("r1", 2);
        for (PendingSegment segment : runs.segmentsOf("r1")) {
            assertThat(segment.files()).hasSize(3);
            assertThat(segment.files()).containsOnly(segment.files().get(0));
        }
    }

    @Test
    void videoWithoutAudioIsEncodedWithoutAudio() throws Exception {
        StaticInput input = StaticInput.serve(vertx, folder);
        input.fill("s=320x180:r=25", 9, 1, "-map 0:v -c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p");
        deploy(FAST);
        runs.start("r1", input.head(), null);
        runs.awaitSegments("r1", 2);
        for (PendingSegment segment : runs.segmentsOf("r1")) {
            assertAligned(segment);
            assertThat(media(segment)).allSatisfy(one -> assertThat(one.audio()).isEmpty());
        }
    }

    /** The first run measures the bit rate, and the second uses it. */
    @Test
    void aRungPassesTheSourceThroughOnceTheBitRateIsKnown() throws Exception {
        StaticInput input = StaticInput.serve(vertx, folder);
        input.fill("s=160x90:r=25", 9, 1, H264 + "yuv420p -b:v 80k -maxrate 80k -bufsize 80k");
        deploy(FAST);
        runs.start("r1", input.head(), null);
        runs.awaitSegments("r1", 2);
        assertThat(runs.segmentsOf("r1"))
                .allSatisfy(segment -> assertThat(segment.files()).doesNotHaveDuplicates());
        runs.start("r2", input.head(), null);
        runs.awaitSegments("r2", 2);
        assertThat(runs.segmentsOf("r2")).allSatisfy(segment -> {
            assertThat(segment.files().get(1)).isEqualTo(segment.files().get(0));
            assertThat(segment.files().get(2)).isNotEqualTo(segment.files().get(0));
            assertAligned(segment);
        });
        runs.stop("r1", Mode.KILL);
        runs.stop("r2", Mode.KILL);
        // The bit rate rises, so the next run encodes the rung again and resumes where the last one ended.
        input.fill("s=160x90:r=25,noise=alls=60:allf=t", 30, 1, H264 + "yuv420p -b:v 900k");
        runs.start("r3", input.head(), null);
        RunStatus ended = runs.awaitEnd("r3");
        assertThat(ended.cause()).isEqualTo(Cause.OUTGROWN);
        assertThat(ended.detail()).contains("rendition 1");
        assertThat(runs.segmentsOf("r3")).isEmpty();
        runs.start("r4", input.head(), "r3");
        runs.awaitSegments("r4", 2);
        assertThat(runs.segmentsOf("r4"))
                .allSatisfy(segment -> assertThat(segment.files()).doesNotHaveDuplicates());
    }

    @Test
    void aRunEndsIfARenditionStops() throws Exception {
        Path script = Files.writeString(
                folder.resolve("ffmpeg"),
                "#!/bin/bash\nexec ffmpeg \"$@\" > >(exec grep --line-buffered -v '^v2_0000[2-9]')\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        StaticInput input = StaticInput.serve(vertx, folder);
        input.fill("s=160x90:r=25", 30, 2, H264 + "yuv420p");
        deploy(Map.of("ABR_PRESET", "ultrafast", "FFMPEG", script.toString()));
        runs.startAt("r1", input.head(), input.start());
        RunStatus ended = runs.awaitEnd("r1");
        assertThat(ended.cause()).isEqualTo(Cause.STUCK);
        assertThat(ended.detail()).contains("stopped writing rendition 2");
        assertThat(runs.segmentsOf("r1")).hasSizeLessThanOrEqualTo(2);
    }

    /** With B-frames. No key frame may be missed, and no picture repeated. */
    @ParameterizedTest
    @ValueSource(strings = {"copy", "abr"})
    void aRunMayBeginAtAnyKeyFrame(String mode) throws Exception {
        StaticInput input = StaticInput.serve(vertx, folder);
        input.fill(
                "s=320x180:r=50",
                12,
                3,
                "-c:v libx264 -preset veryfast -bf 3 -g 50 -sc_threshold 0 -c:a aac -pix_fmt yuv420p");
        runs = RunHarness.deploy(vertx, folder.resolve("runs"), FAST, mode.equals("abr") ? LADDER : List.of());
        runs.start("r1", input.head(), null);
        runs.awaitSegments("r1", 4);
        List<PendingSegment> expected = runs.segmentsOf("r1");
        for (int i = 0; i < 3; i++) {
            String run = "resumed" + i;
            runs.startAt(run, input.head(), expected.get(i).end());
            runs.awaitSegments(run, 1);
            PendingSegment actual = runs.segmentsOf(run).get(0);
            assertThat(Pictures.hashes(runs.sources.get(actual)))
                    .as("after segment %s", i)
                    .isEqualTo(Pictures.hashes(runs.sources.get(expected.get(i + 1))));
            assertAligned(actual);
        }
    }

    private List<TsSegment> media(PendingSegment segment) {
        return runs.renditions.get(segment).stream().map(TsSegment::read).toList();
    }

    private void assertAligned(PendingSegment segment) {
        List<TsSegment> media = media(segment);
        List<Long> stamps = media.get(0).video().orElseThrow().stamps();
        for (TsSegment rendition : media) {
            Track video = rendition.video().orElseThrow();
            assertThat(video.stamps())
                    .as("segment %s of %s", segment.ordinal(), segment.run())
                    .isEqualTo(stamps);
            assertThat(video.keys())
                    .isEqualTo(media.get(0).video().orElseThrow().keys());
            assertThat(video.keyFirst()).isTrue();
        }
    }

    private List<String> sizes(PendingSegment segment) {
        List<String> sizes = new ArrayList<>();
        for (TsSegment rendition : media(segment)) {
            Sps sps = rendition.video().orElseThrow().sps();
            sizes.add(sps.width() + "x" + sps.height());
        }
        return sizes;
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }
}
