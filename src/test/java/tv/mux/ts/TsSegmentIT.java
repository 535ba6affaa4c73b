package tv.mux.ts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.mux.media.Sps;
import tv.mux.media.Stamp;
import tv.mux.ts.Tool.Probed;

/** What is read must be what ffprobe reads. */
class TsSegmentIT {
    private static final String VIDEO = "-f lavfi -i testsrc2=s=320x180:r=%s ";
    private static final String AUDIO = "-f lavfi -i sine=r=%s ";
    private static final String BOTH = VIDEO.formatted(25) + AUDIO.formatted(48_000);
    private static final String X264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p ";
    private static final String OUT = "-c:a aac -muxdelay 0 -muxpreload 0 -f mpegts";

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "plain, 25, 48000, '-bf 0 -g 25'",
        "B-frames, 25, 48000, '-bf 2 -g 50'",
        "wraps in the middle, 25, 48000, '-bf 2 -g 25 -output_ts_offset 95442'",
        "wraps after the first frames, 25, 48000, '-bf 2 -g 50 -output_ts_offset 95443.7'",
        "29.97 and 44.1 kHz, 30000/1001, 44100, '-bf 2 -g 50'",
        "50 frames and 22.05 kHz, 50, 22050, '-bf 0 -g 100'",
        "with PES lengths, 24, 48000, '-bf 2 -g 24 -omit_video_pes_length 0'",
        "open GOPs, 25, 48000, '-bf 2 -g 25 -x264-params open-gop=1:scenecut=0'",
        "audio frames across PES packets, 25, 48000, '-g 50 -pes_payload_size 700'"
    })
    void readsVideoAndAudio(String name, String rate, int sampleRate, String options) throws Exception {
        String input = VIDEO.formatted(rate) + AUDIO.formatted(sampleRate);
        Path file = new Tool(folder).ffmpeg(input + "-t 4 " + X264 + options + " " + OUT, "a.ts");
        TsSegment segment = TsSegment.read(Files.readAllBytes(file));
        assertVideo(segment.video().orElseThrow(), file);
        assertAudio(segment.audio().orElseThrow(), file);
        assertThat(segment.video().orElseThrow().codec()).startsWith("avc1.");
        assertThat(segment.audio().orElseThrow().codec()).isEqualTo("mp4a.40.2");
        assertThat(segment.independent()).isTrue();
        assertThat(segment.tablesFirst()).isTrue();
        assertThat(segment.otherStreams()).isEmpty();
        assertThat(Stamp.millis(segment.durationTicks())).isBetween(3960L, 4005L);
    }

    @Test
    void readsAudioOnly() throws Exception {
        Path file = new Tool(folder).ffmpeg(AUDIO.formatted(48_000) + "-t 4 " + OUT, "a.ts");
        TsSegment segment = TsSegment.read(Files.readAllBytes(file));
        assertThat(segment.video()).isEmpty();
        assertThat(segment.independent()).isTrue();
        assertAudio(segment.audio().orElseThrow(), file);
        assertThat(Stamp.millis(segment.durationTicks())).isBetween(4000L, 4050L);
    }

    @Test
    void readsVideoOnly() throws Exception {
        Path file = new Tool(folder).ffmpeg(VIDEO.formatted(25) + "-t 2 " + X264 + "-bf 2 " + OUT, "a.ts");
        TsSegment segment = TsSegment.read(Files.readAllBytes(file));
        assertThat(segment.audio()).isEmpty();
        assertVideo(segment.video().orElseThrow(), file);
        assertThat(segment.durationTicks()).isEqualTo(2 * Stamp.HZ);
    }

    @ParameterizedTest
    @CsvSource({
        "libx265 -preset ultrafast -x265-params log-level=none:bframes=2, ac3, hevc, ac3",
        "mpeg2video -bf 2, mp2, mpeg2, mp2",
        "mpeg2video, eac3, mpeg2, eac3",
        "mpeg2video, libopus, mpeg2, opus"
    })
    void readsOtherKinds(String video, String audio, String videoWord, String audioWord) throws Exception {
        String codecs = "-c:v " + video + " -g 25 -c:a " + audio;
        Path file = new Tool(folder).ffmpeg(BOTH + "-t 3 " + codecs + " -muxdelay 0 -muxpreload 0 -f mpegts", "a.ts");
        TsSegment segment = TsSegment.read(Files.readAllBytes(file));
        assertVideo(segment.video().orElseThrow(), file);
        assertThat(segment.video().orElseThrow().codec()).isEqualTo(videoWord);
        assertThat(segment.audio().orElseThrow().codec()).isEqualTo(audioWord);
        assertThat(segment.audio().orElseThrow().first())
                .isEqualTo(new Tool(folder).packets(file, "a:0").get(0).pts());
    }

    @Test
    void takesTheFirstTracks() throws Exception {
        String maps = "-map 0 -map 1 -map 1 -map 0 ";
        Path file = new Tool(folder).ffmpeg(BOTH + maps + "-t 1 " + X264 + OUT, "a.ts");
        TsSegment segment = TsSegment.read(Files.readAllBytes(file));
        assertVideo(segment.video().orElseThrow(), file);
        assertAudio(segment.audio().orElseThrow(), file);
        assertThat(segment.otherStreams()).containsExactly("audio pid 0x102 (AAC)", "video pid 0x103 (H.264)");
    }

    /** The pieces of one stream, cut by FFmpeg: each ends where the next begins. */
    @Test
    void piecesMeet() throws Exception {
        new Tool(folder)
                .ffmpeg(
                        BOTH + "-t 6 " + X264 + "-bf 2 -g 50 -c:a aac -muxdelay 0 -muxpreload 0"
                                + " -f segment -segment_time 2 -segment_time_delta 0.3 -segment_format mpegts"
                                + " -segment_format_options avoid_negative_ts=disabled",
                        "p%d.ts");
        TsSegment before = TsSegment.read(Files.readAllBytes(folder.resolve("p0.ts")));
        for (String name : List.of("p1.ts", "p2.ts")) {
            TsSegment next = TsSegment.read(Files.readAllBytes(folder.resolve(name)));
            assertThat(next.video().orElseThrow().first())
                    .isEqualTo(before.video().orElseThrow().end());
            assertThat(Math.abs(Stamp.minus(
                            next.audio().orElseThrow().first(),
                            before.audio().orElseThrow().end())))
                    .isLessThanOrEqualTo(1);
            assertThat(next.independent()).isTrue();
            before = next;
        }
    }

    /** What FFmpeg says of the same file. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s=320x180 | yuv420p | ",
                "s=322x182 | yuv422p | -bf 2",
                "s=321x181 | yuv444p | ",
                "s=320x240,setsar=64/45 | yuv420p10le | ",
                "s=352x288,setsar=12/11 | yuv420p | -flags +ildct+ilme -x264-params interlaced=1",
                "s=160x120,setsar=101/100 | yuv420p | -profile:v baseline",
                "s=160x120 | gray | ",
                "s=176x144 | yuv420p | -x264-params cqm=jvt",
                "s=160x120 | yuv444p | -x264-params cqm=jvt",
            })
    void readsWhatThePicturesAreLike(String picture, String pixels, String more) throws Exception {
        Tool tool = new Tool(folder);
        Path file = tool.ffmpeg(
                "-f lavfi -i testsrc2=r=25:" + picture + " -t 1 -c:v libx264 -preset veryfast -pix_fmt " + pixels + " "
                        + (more == null ? "" : more) + " " + OUT,
                "a.ts");
        Sps sps = TsSegment.read(Files.readAllBytes(file)).video().orElseThrow().sps();
        String aspect = tool.probe(file, "sample_aspect_ratio").replace("N/A", "1:1");
        String[] sar = aspect.split(":", -1);
        assertThat(sps.width() + "x" + sps.height())
                .isEqualTo(tool.probe(file, "width") + "x" + tool.probe(file, "height"));
        assertThat(sps.sarWidth() * Integer.parseInt(sar[1])).isEqualTo(sps.sarHeight() * Integer.parseInt(sar[0]));
        assertThat(sps.common()).isEqualTo(pixels.equals("yuv420p"));
        assertThat(sps.bitDepth()).isEqualTo(pixels.endsWith("10le") ? 10 : 8);
    }

    private void assertVideo(Track video, Path file) throws Exception {
        List<Probed> packets = new Tool(folder).packets(file, "v:0");
        List<Long> shown = inOrder(packets);
        assertThat(video.stamps()).isEqualTo(shown);
        assertThat(video.first()).isEqualTo(shown.get(0));
        assertThat(video.last()).isEqualTo(shown.get(shown.size() - 1));
        assertThat(video.step())
                .isBetween(packets.get(0).duration() - 1, packets.get(0).duration() + 1);
        assertThat(video.keys())
                .isEqualTo(inOrder(packets.stream().filter(Probed::key).toList()));
    }

    private void assertAudio(Track audio, Path file) throws Exception {
        List<Probed> packets = new Tool(folder).packets(file, "a:0");
        Probed last = packets.get(packets.size() - 1);
        assertThat(audio.first()).isEqualTo(packets.get(0).pts());
        assertThat(Math.abs(Stamp.minus(audio.last(), last.pts()))).isLessThanOrEqualTo(1);
        assertThat(audio.step()).isBetween(last.duration() - 1, last.duration() + 1);
    }

    private static List<Long> inOrder(List<Probed> packets) {
        long origin = packets.get(0).pts();
        return packets.stream()
                .map(Probed::pts)
                .sorted(Comparator.comparing(pts -> Stamp.minus(pts, origin)))
                .toList();
    }
}
