package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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

/** Runs with renditions beside the source: whatever the input, and whatever becomes of the child, they are in step. */
@Heavy
class AdaptiveRunIT {
    private static final List<Variant> LADDER =
            List.of(new Variant(120, 0, 150_000, 64_000), new Variant(60, 0, 60_000, 32_000));
    private static final Map<String, String> FAST = Map.of("ABR_PRESET", "ultrafast");
    private static final String H264 = "-c:v libx264 -preset ultrafast -g 25 -c:a aac -pix_fmt ";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private Followed followed;

    @AfterEach
    void end() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private void follow(Map<String, String> more) throws TimeoutException {
        followed = Followed.deploy(vertx, folder.resolve("runs"), more, LADDER);
    }

    @ParameterizedTest
    @CsvSource({"25, 1, 1", "30, 1.5, 0.5"})
    void noPictureIsLostOrRepeatedWhateverBecomesOfTheChild(int fps, double segment, double gop) throws Exception {
        try (Farm farm = Farm.start(vertx, Spec.of("one", 320, 180, fps).withSegments(segment, gop))) {
            follow(FAST);
            followed.begin("r1", farm.head("one"), null);
            followed.cuts("r1", 2);
            followed.child("r1").destroyForcibly();
            assertThat(followed.ended("r1").cause()).isEqualTo(Cause.CRASHED);
            followed.begin("r2", farm.head("one"), "r1");
            followed.cuts("r2", 1);
            signal("STOP", followed.child("r2"));
            assertThat(followed.ended("r2").cause()).isEqualTo(Cause.STUCK);
            followed.begin("r3", farm.head("one"), "r2");
            followed.cuts("r3", 2);
            followed.end("r3", Mode.FINISH);
            assertThat(followed.ended("r3").cause()).isEqualTo(Cause.STOPPED);
            long next = -1;
            for (PendingSegment cut : followed.cuts) {
                List<Frame> pictures = Pictures.of(followed.files.get(cut), farm.book());
                long first = pictures.get(0).number();
                assertThat(next).as("cut %s of %s", cut.ordinal(), cut.run()).isIn(-1L, first);
                assertThat(pictures)
                        .extracting(Frame::number)
                        .containsExactlyElementsOf(LongStream.range(first, first + pictures.size())
                                .boxed()
                                .toList());
                next = first + pictures.size();
                assertInStep(cut);
                assertThat(sizes(cut)).containsExactly("320x180", "214x120", "106x60");
            }
        }
    }

    /**
     * An input encoded in some way, what its pictures are cut down to, and whether all its segments begin with
     * pictures.
     */
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
    void keepsTheShapeOfWhateverPictures(String picture, String pixels, String expected) throws Exception {
        StaticInput input = StaticInput.serve(vertx, folder);
        input.fill(picture, 7, 1, H264 + pixels);
        follow(FAST);
        followed.begin("r1", input.head(), null);
        followed.cuts("r1", 2);
        for (PendingSegment cut : followed.cutsOf("r1")) {
            assertInStep(cut);
            assertThat(String.join(" ", sizes(cut))).isEqualTo(expected);
            for (TsSegment encoded : media(cut).subList(1, 3)) {
                Track video = encoded.video().orElseThrow();
                assertThat(video.sps().common()).isTrue();
                assertThat(video.sps().sarWidth()).isEqualTo(video.sps().sarHeight());
                assertThat(video.codec()).isEqualTo("avc1.42c015");
                assertThat(encoded.audio().orElseThrow().codec()).isEqualTo("mp4a.40.2");
            }
        }
    }

    @Test
    void openGroupsOfPicturesBeginWithTheSameKeyFrame() throws Exception {
        StaticInput input = StaticInput.serve(vertx, folder);
        input.fill(
                "s=320x180:r=25",
                9,
                1,
                "-c:v libx264 -preset veryfast -bf 3 -flags +global_header -bsf:v dump_extra=freq=k"
                        + " -x264-params open-gop=1:keyint=25:min-keyint=25:scenecut=0 -pix_fmt yuv420p -c:a aac");
        follow(FAST);
        followed.begin("r1", input.head(), null);
        followed.cuts("r1", 2);
        for (PendingSegment cut : followed.cutsOf("r1")) {
            List<TsSegment> media = media(cut);
            assertThat(AlignmentCheck.misalignment(media)).isEmpty();
            long key = media.get(0).video().orElseThrow().keys().get(0);
            assertThat(media)
                    .allSatisfy(
                            one -> assertThat(one.video().orElseThrow().keys()).contains(key));
        }
    }

    @Test
    void anInputThatBeginsBetweenTwoKeyFramesKeepsItsShapeToo() throws Exception {
        StaticInput input = StaticInput.serve(vertx, folder);
        // Key frames in every other segment only, and it begins with one that has none.
        input.fillAnyhow("s=160x90:r=25,setsar=4/3", 11, 1, H264.replace("-g 25", "-g 50") + "yuv420p");
        follow(FAST);
        Position second = new Position(1, Stamp.plus(input.start().stamp(), Stamp.HZ));
        followed.beginAt("r1", input.head(), second);
        followed.cuts("r1", 2);
        for (PendingSegment cut : followed.cutsOf("r1")) {
            assertInStep(cut);
            assertThat(sizes(cut)).containsExactly("160x90", "214x90", "142x60");
        }
    }

    @Test
    void audioAloneIsEncodedNowhere() throws Exception {
        StaticInput input = StaticInput.serve(vertx, folder);
        input.fill("s=320x180:r=25", 12, 1, "-map 1:a -c:a aac -b:a 96k");
        follow(FAST);
        followed.begin("r1", input.head(), null);
        followed.cuts("r1", 2);
        for (PendingSegment cut : followed.cutsOf("r1")) {
            assertThat(cut.files()).hasSize(3);
            assertThat(cut.files()).containsOnly(cut.files().get(0));
        }
    }

    @Test
    void picturesWithoutAudioAreEncodedWithoutAudio() throws Exception {
        StaticInput input = StaticInput.serve(vertx, folder);
        input.fill("s=320x180:r=25", 9, 1, "-map 0:v -c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p");
        follow(FAST);
        followed.begin("r1", input.head(), null);
        followed.cuts("r1", 2);
        for (PendingSegment cut : followed.cutsOf("r1")) {
            assertInStep(cut);
            assertThat(media(cut)).allSatisfy(one -> assertThat(one.audio()).isEmpty());
        }
    }

    /** What was measured in the first run decides the second. */
    @Test
    void aRungThatIsNoBetterListsTheSourcesSegmentsOnceTheirBitRateIsKnown() throws Exception {
        StaticInput input = StaticInput.serve(vertx, folder);
        input.fill("s=160x90:r=25", 9, 1, H264 + "yuv420p -b:v 80k -maxrate 80k -bufsize 80k");
        follow(FAST);
        followed.begin("r1", input.head(), null);
        followed.cuts("r1", 2);
        assertThat(followed.cutsOf("r1"))
                .allSatisfy(cut -> assertThat(cut.files()).doesNotHaveDuplicates());
        followed.begin("r2", input.head(), null);
        followed.cuts("r2", 2);
        assertThat(followed.cutsOf("r2")).allSatisfy(cut -> {
            assertThat(cut.files().get(1)).isEqualTo(cut.files().get(0));
            assertThat(cut.files().get(2)).isNotEqualTo(cut.files().get(0));
            assertInStep(cut);
        });
        followed.end("r1", Mode.KILL);
        followed.end("r2", Mode.KILL);
        // Then it rises: the next run encodes again, from where the last one ended.
        input.fill("s=160x90:r=25,noise=alls=60:allf=t", 30, 1, H264 + "yuv420p -b:v 900k");
        followed.begin("r3", input.head(), null);
        RunStatus ended = followed.ended("r3");
        assertThat(ended.cause()).isEqualTo(Cause.OUTGROWN);
        assertThat(ended.detail()).contains("rendition 1");
        assertThat(followed.cutsOf("r3")).isEmpty();
        followed.begin("r4", input.head(), "r3");
        followed.cuts("r4", 2);
        assertThat(followed.cutsOf("r4"))
                .allSatisfy(cut -> assertThat(cut.files()).doesNotHaveDuplicates());
    }

    @Test
    void aRenditionThatCeasesTakesTheRunDown() throws Exception {
        Path script = Files.writeString(
                folder.resolve("ffmpeg"),
                "#!/bin/bash\nexec ffmpeg \"$@\" > >(exec grep --line-buffered -v '^v2_0000[2-9]')\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        StaticInput input = StaticInput.serve(vertx, folder);
        input.fill("s=160x90:r=25", 30, 2, H264 + "yuv420p");
        follow(Map.of("ABR_PRESET", "ultrafast", "FFMPEG", script.toString()));
        followed.beginAt("r1", input.head(), input.start());
        RunStatus ended = followed.ended("r1");
        assertThat(ended.cause()).isEqualTo(Cause.STUCK);
        assertThat(ended.detail()).contains("stopped writing rendition 2");
        assertThat(followed.cutsOf("r1")).hasSizeLessThanOrEqualTo(2);
    }

    /**
     * Pictures that are coded in another order than they are shown in: no key frame is missed, no picture shown twice.
     */
    @ParameterizedTest
    @ValueSource(strings = {"copy", "abr"})
    void aRunBeginsAtAnyKeyFrame(String mode) throws Exception {
        StaticInput input = StaticInput.serve(vertx, folder);
        input.fill(
                "s=320x180:r=50",
                12,
                3,
                "-c:v libx264 -preset veryfast -bf 3 -g 50 -sc_threshold 0 -c:a aac -pix_fmt yuv420p");
        followed = Followed.deploy(vertx, folder.resolve("runs"), FAST, mode.equals("abr") ? LADDER : List.of());
        followed.begin("r1", input.head(), null);
        followed.cuts("r1", 4);
        List<PendingSegment> whole = followed.cutsOf("r1");
        for (int i = 0; i < 3; i++) {
            String run = "at" + i;
            followed.beginAt(run, input.head(), whole.get(i).end());
            followed.cuts(run, 1);
            PendingSegment again = followed.cutsOf(run).get(0);
            assertThat(Pictures.hashes(followed.files.get(again)))
                    .as("after cut %s", i)
                    .isEqualTo(Pictures.hashes(followed.files.get(whole.get(i + 1))));
            assertInStep(again);
        }
    }

    private List<TsSegment> media(PendingSegment cut) {
        return followed.renditions.get(cut).stream().map(TsSegment::read).toList();
    }

    private void assertInStep(PendingSegment cut) {
        List<TsSegment> media = media(cut);
        List<Long> stamps = media.get(0).video().orElseThrow().stamps();
        for (TsSegment rendition : media) {
            Track video = rendition.video().orElseThrow();
            assertThat(video.stamps())
                    .as("cut %s of %s", cut.ordinal(), cut.run())
                    .isEqualTo(stamps);
            assertThat(video.keys())
                    .isEqualTo(media.get(0).video().orElseThrow().keys());
            assertThat(video.keyFirst()).isTrue();
        }
    }

    private List<String> sizes(PendingSegment cut) {
        List<String> sizes = new ArrayList<>();
        for (TsSegment rendition : media(cut)) {
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
