package tv.mux.ts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.mux.media.Stamp;
import tv.mux.ts.Tool.Probed;

/** What was moved must look moved to ffprobe, and joined to FFmpeg. */
class TimeShiftIT {
    private static final String CODECS = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -bf 2 -c:a aac ";
    private static final String SEGMENTS = CODECS + "-muxdelay 0 -muxpreload 0 -f segment -segment_time 2"
            + " -segment_time_delta 0.3 -segment_format mpegts -segment_format_options avoid_negative_ts=disabled";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 3600, -90_000, 123_456_789, (1L << 33) - 200_000})
    void movesWhatFfprobeReads(long ticks) throws Exception {
        Tool tool = new Tool(folder);
        Path before = tool.ffmpeg(source(25, 48_000) + "-t 3 " + CODECS + "-f mpegts", "before.ts");
        byte[] bytes = Files.readAllBytes(before);
        byte[] original = bytes.clone();
        TimeShift.apply(bytes, ticks, pid -> 5);
        Path after = Files.write(folder.resolve("after.ts"), bytes);
        for (String stream : List.of("v:0", "a:0")) {
            List<Probed> moved = tool.packets(before, stream).stream()
                    .map(packet -> new Probed(
                            Stamp.plus(packet.pts(), ticks),
                            Stamp.plus(packet.dts(), ticks),
                            packet.duration(),
                            packet.key()))
                    .toList();
            assertThat(tool.packets(after, stream)).isEqualTo(moved);
        }
        assertThat(tool.decode("warning", after)).isEmpty();
        TimeShift.apply(bytes, -ticks, pid -> -5);
        assertThat(bytes).isEqualTo(original);
    }

    /** Segments of two inputs of other shapes, as FFmpeg cuts them, in turns: one stream without a seam. */
    @Test
    void joinsSegmentsWithoutASeam() throws Exception {
        Tool tool = new Tool(folder);
        tool.ffmpeg(source(25, 48_000) + "-t 6 -g 50 " + SEGMENTS, "a%d.ts");
        tool.ffmpeg(source(50, 44_100) + "-t 6 -g 100 " + SEGMENTS, "b%d.ts");
        List<String> names = List.of("a0.ts", "a1.ts", "b0.ts", "b1.ts", "a2.ts", "b2.ts");
        Path joined = Files.write(folder.resolve("joined.ts"), join(names));
        String said = tool.decode("debug", joined);
        assertThat(said).doesNotContain("Packet corrupt").doesNotContain("Continuity check failed");
        assertThat(tool.decode("error", joined)).isEmpty();
        assertThat(tool.packets(joined, "v:0")).hasSize(3 * 50 + 3 * 100);

        Path asTheyAre = Files.write(folder.resolve("seams.ts"), concatenate(names));
        assertThat(tool.decode("debug", asTheyAre)).contains("Continuity check failed");
    }

    private byte[] join(List<String> names) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Map<Integer, Integer> shown = new HashMap<>();
        // Near enough to the end that the joined stream wraps.
        long end = Stamp.MODULO - 5 * Stamp.HZ;
        for (String name : names) {
            byte[] bytes = Files.readAllBytes(folder.resolve(name));
            TsSegment segment = TsSegment.read(bytes);
            Map<Integer, Integer> offsets = new HashMap<>();
            segment.counters().forEach((pid, counters) -> {
                int offset = counters.offsetAfter(shown.getOrDefault(pid, 15));
                offsets.put(pid, offset);
                shown.put(pid, (counters.last() + offset) & 15);
            });
            TimeShift.apply(bytes, Stamp.minus(end, segment.first()), offsets::get);
            TsSegment moved = TsSegment.read(bytes);
            assertThat(moved.first()).isEqualTo(end);
            assertThat(moved.durationTicks()).isEqualTo(segment.durationTicks());
            end = moved.end();
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    private byte[] concatenate(List<String> names) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String name : names) {
            all.writeBytes(Files.readAllBytes(folder.resolve(name)));
        }
        return all.toByteArray();
    }

    private static String source(int rate, int sampleRate) {
        return "-f lavfi -i testsrc2=s=320x180:r=" + rate + " -f lavfi -i sine=r=" + sampleRate + " ";
    }
}
