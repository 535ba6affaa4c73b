package tv.mux.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.mux.Heavy;
import tv.mux.input.InputItem;
import tv.mux.media.Stamp;
import tv.mux.process.OneShotProcess;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/** Segments of real media in many formats become pieces that continue each other exactly, to the frame. */
@Heavy
@ExtendWith(VertxExtension.class)
class InputNormaliserIT {
    private static final String H264 = "-c:v libx264 -preset ultrafast -g 50 -keyint_min 50 -sc_threshold 0";
    private static final String VIDEO = "-f lavfi -i testsrc2=s=160x90:r=25";
    private static final String AUDIO = "-f lavfi -i sine=r=48000";
    private static final int SECONDS = 8;

    @TempDir
    private Path folder;

    private WorkerExecutor workers;

    @BeforeEach
    void createWorkers(Vertx vertx) {
        workers = vertx.createSharedWorkerExecutor("normaliser-test");
    }

    @Test
    void playableSegmentsStayUnchanged() throws Exception {
        List<InputItem.Segment> input = input(VIDEO + " " + AUDIO, H264 + " -c:a aac", "mpegts", 2);

        List<InputNormaliser.Result> made = made(input);

        for (int i = 0; i < input.size(); i++) {
            assertThat(made.get(i).segment()).isSameAs(input.get(i));
        }
        assertThat(folder.resolve("made")).doesNotExist();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "fragmented MP4, -f lavfi -i testsrc2=s=160x90:r=25 -f lavfi -i sine=r=48000,"
                + " -c:v libx264 -preset veryfast -bf 2 -g 50 -keyint_min 50 -sc_threshold 0 -c:a aac, fmp4, 2",
        "HEVC, -f lavfi -i testsrc2=s=160x90:r=25 -f lavfi -i sine=r=48000,"
                + " -c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=50:bframes=3 -c:a aac, mpegts, 2",
        "AV1 and Opus, -f lavfi -i testsrc2=s=160x90:r=25 -f lavfi -i sine=r=48000,"
                + " -c:v libsvtav1 -preset 12 -g 50 -c:a libopus, fmp4, 2",
        "AC-3, -f lavfi -i testsrc2=s=160x90:r=25 -f lavfi -i sine=r=48000,"
                + " -c:v libx264 -preset ultrafast -g 50 -keyint_min 50 -sc_threshold 0 -c:a ac3, mpegts, 2",
        "MP2 at 44.1 kHz, -f lavfi -i testsrc2=s=160x90:r=25 -f lavfi -i sine=r=44100,"
                + " -c:v libx264 -preset ultrafast -g 50 -keyint_min 50 -sc_threshold 0 -c:a mp2, mpegts, 2",
        "key frames 8 s apart, -f lavfi -i testsrc2=s=160x90:r=25 -f lavfi -i sine=r=48000,"
                + " -c:v libx264 -preset veryfast -g 200 -keyint_min 200 -sc_threshold 0 -c:a aac, mpegts, 8",
        "no audio, -f lavfi -i testsrc2=s=160x90:r=25,"
                + " -c:v libx264 -preset veryfast -bf 2 -g 50 -keyint_min 50 -sc_threshold 0, mpegts, 2",
        "no video, -f lavfi -i sine=r=48000, -c:a aac, mpegts, 2",
        "10 bits, -f lavfi -i testsrc2=s=160x90:r=25 -f lavfi -i sine=r=48000,"
                + " -pix_fmt yuv420p10le -c:v libx264 -preset ultrafast -g 50 -keyint_min 50 -sc_threshold 0 -c:a aac, mpegts, 2"
    })
    void anyFormatBecomesH264AndAacWithTheSameTimeStamps(
            String name, String sources, String codecs, String container, int segmentSeconds) throws Exception {
        List<InputItem.Segment> input = input(sources, codecs, container, segmentSeconds);
        List<TsSegment> pieces = new ArrayList<>();
        for (InputNormaliser.Result made : made(input)) {
            assertThat(made.seam()).isNull();
            pieces.add(TsSegment.read(made.segment().bytes()));
        }
        assertThat(pieces).hasSize(input.size());
        for (int i = 0; i < pieces.size(); i++) {
            TsSegment piece = pieces.get(i);
            Track video = piece.video().orElseThrow();
            Track audio = piece.audio().orElseThrow();
            assertThat(MediaRequirements.unfit(piece)).as(name).isEmpty();
            assertThat(piece.independent()).isTrue();
            assertThat(new KeyFrameSpacing(3_000)
                            .tooFarApart(new Piece(
                                    input.get(0), pieces.stream().skip(i).findFirst())))
                    .isEmpty();
            assertThat(Math.abs(Stamp.minus(audio.first(), video.first())))
                    .as("audio and video begin together, piece %d", i)
                    .isLessThan(Stamp.HZ / 5);
            if (i > 0) {
                assertContinues(pieces.get(i - 1).video().orElseThrow(), video, "video of piece " + i);
                assertContinues(pieces.get(i - 1).audio().orElseThrow(), audio, "audio of piece " + i);
            }
        }
        TsSegment last = pieces.get(pieces.size() - 1);
        assertThat(Stamp.millis(Stamp.minus(
                        last.video().orElseThrow().end(),
                        pieces.get(0).video().orElseThrow().first())))
                .as("nothing is lost")
                .isBetween(SECONDS * 1000L - 100, SECONDS * 1000L + 100);
    }

    private static void assertContinues(Track before, Track next, String name) {
        assertThat(Math.abs(Stamp.minus(next.first(), before.end()))).as(name).isLessThanOrEqualTo(Stamp.HZ / 500);
    }

    /** Only if the key frames of the source are too far apart. */
    @Test
    void addedKeyFramesAreAsFarApartAsTheGopSize() throws Exception {
        String far = "-c:v libx264 -preset veryfast -g 200 -keyint_min 200 -sc_threshold 0 -c:a aac";
        Track video = TsSegment.read(made(input(VIDEO + " " + AUDIO, far, "mpegts", 8))
                        .get(0)
                        .segment()
                        .bytes())
                .video()
                .orElseThrow();
        List<Long> keys = video.keys();
        assertThat(keys).hasSize(10);
        for (int i = 1; i < keys.size(); i++) {
            assertThat(Stamp.minus(keys.get(i), keys.get(i - 1))).isEqualTo(20 * 3600);
        }
    }

    @Test
    void aNewTrackIsASeam() throws Exception {
        List<InputItem.Segment> audio = input(AUDIO, "-c:a aac", "mpegts", 2);
        List<InputItem.Segment> both = input(VIDEO + " " + AUDIO, H264 + " -c:a aac", "mpegts", 2);

        List<InputNormaliser.Result> made = made(List.of(audio.get(0), both.get(1)));

        assertThat(made.get(0).seam()).isNull();
        assertThat(made.get(1).seam()).isEqualTo("its tracks change: nothing is transcoded any more");
    }

    /** AAC frames after an ID3 tag with a time stamp (RFC 8216 §3.4). The time stamps wrap around in the middle. */
    @Test
    void packedAudioGetsAStillPicture() throws Exception {
        byte[] frames = adts();
        long from = Stamp.MODULO - 3 * Stamp.HZ;
        List<InputItem.Segment> packed = new ArrayList<>();
        ByteBuffer left = ByteBuffer.wrap(frames);
        while (left.hasRemaining()) {
            ByteArrayOutputStream segment = new ByteArrayOutputStream();
            segment.writeBytes(new byte[] {'I', 'D', '3', 4, 0, 0, 0, 0, 0, 63, 'P', 'R', 'I', 'V', 0, 0, 0, 53, 0, 0});
            segment.writeBytes("com.apple.streaming.transportStreamTimestamp\0".getBytes(StandardCharsets.UTF_8));
            long stamp = Stamp.plus(from, packed.size() * 94L * 1920);
            segment.writeBytes(ByteBuffer.allocate(8).putLong(stamp).array());
            for (int n = 0; n < 94 && left.hasRemaining(); n++) {
                int at = left.position();
                byte[] frame = new byte
                        [(frames[at + 3] & 3) << 11 | (frames[at + 4] & 0xff) << 3 | (frames[at + 5] & 0xe0) >> 5];
                left.get(frame);
                segment.writeBytes(frame);
            }
            packed.add(new InputItem.Segment(packed.size(), 2_005, segment.toByteArray(), "s" + packed.size()));
        }

        List<InputNormaliser.Result> made = made(packed);

        TsSegment before = null;
        for (InputNormaliser.Result one : made) {
            assertThat(one.seam()).isNull();
            TsSegment piece = TsSegment.read(one.segment().bytes());
            assertThat(MediaRequirements.unfit(piece)).isEmpty();
            if (before == null) {
                assertThat(piece.audio().orElseThrow().first()).isEqualTo(from);
            } else {
                assertContinues(before.audio().orElseThrow(), piece.audio().orElseThrow(), "audio");
                assertContinues(before.video().orElseThrow(), piece.video().orElseThrow(), "video");
            }
            before = piece;
        }
    }

    private List<InputNormaliser.Result> made(List<InputItem.Segment> segments) throws Exception {
        InputNormaliser normaliser = new InputNormaliser(
                workers,
                new NormaliserSettings("ffmpeg", "veryfast", 20, 3_000, true, 64 << 20),
                folder.resolve("made"));
        List<InputNormaliser.Result> made = new ArrayList<>();
        for (InputItem.Segment segment : segments) {
            made.add(normaliser.normalise(segment).await(60, TimeUnit.SECONDS));
        }
        return made;
    }

    private byte[] adts() throws IOException {
        String command = "ffmpeg -nostdin -v error " + AUDIO + " -t " + SECONDS + " -c:a aac all.aac";
        OneShotProcess process = OneShotProcess.run(List.of(command.split(" ")), folder, Duration.ofSeconds(60));
        assertThat(process.succeeded()).as(process.lastLines()).isTrue();
        return Files.readAllBytes(folder.resolve("all.aac"));
    }

    private List<InputItem.Segment> input(String sources, String codecs, String container, int seconds)
            throws IOException {
        Path work = Files.createTempDirectory(folder, "input");
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error"));
        command.addAll(List.of((sources + " -t " + SECONDS + (codecs.contains("pix_fmt") ? " " : " -pix_fmt yuv420p ")
                        + codecs + " -f hls -hls_time " + seconds
                        + " -hls_list_size 0 -output_ts_offset 100 -hls_segment_type " + container
                        + " -hls_fmp4_init_filename init.mp4 -hls_segment_filename s%d live.m3u8")
                .split(" ")));
        OneShotProcess process = OneShotProcess.run(command, work, Duration.ofSeconds(60));
        assertThat(process.succeeded()).as(process.lastLines()).isTrue();
        byte[] init = container.equals("fmp4") ? Files.readAllBytes(work.resolve("init.mp4")) : null;
        List<InputItem.Segment> segments = new ArrayList<>();
        for (int i = 0; Files.exists(work.resolve("s" + i)); i++) {
            segments.add(new InputItem.Segment(
                    i, seconds * 1000L, Files.readAllBytes(work.resolve("s" + i)), init, "s" + i));
        }
        return segments;
    }
}
