package tv.mux.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.mux.indexing.PendingSegments;
import tv.mux.indexing.Sample;
import tv.mux.media.Stamp;
import tv.mux.model.AppendRequest;
import tv.mux.ts.TsFile;
import tv.mux.ts.TsSegment;

/**
 * Joins runs whose audio is behind their pictures, as encoders with B-frames send it. Neither the pictures nor the
 * audio may have a gap at which browsers stall, and no track may overlap.
 */
class RunJoinIT {
    private static final long FRAME = 1_024 * Stamp.HZ / 44_100 + 1;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"-120,0,1,48000", "-120,0,2,44100", "-120,-120,2,48000", "0,-120,2,48000", "0,0,1,44100"})
    void noGapStaysBetweenTwoRuns(int firstSkewMs, int secondSkewMs, int channels, int rate) throws Exception {
        StreamIndex index = Sample.takeLeadership("n1", Sample.NOW).applyTo(null);
        List<TimelineRebase.Ends> ends = List.of();
        List<TsSegment> published = new ArrayList<>();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        for (int run = 0; run < 2; run++) {
            Path file = encode("run" + run + ".ts", run == 0 ? firstSkewMs : secondSkewMs, channels, rate);
            AppendRequest append = PendingSegments.append(file, "r" + run, 0, true);
            TimelineRebase.Rebased rebased =
                    TimelineRebase.of(index, append, List.of(TsFile.parse(Files.readAllBytes(file))), ends);
            index = rebased.change().applyTo(index);
            ends = rebased.ends();
            byte[] bytes = rebased.files().get(0).bytes();
            assertThat(rebased.change().segment().bytes()).containsExactly((long) bytes.length);
            published.add(TsSegment.read(bytes));
            output.writeBytes(bytes);
        }
        TsSegment before = published.get(0);
        TsSegment after = published.get(1);
        long videoGap = Stamp.minus(
                after.video().orElseThrow().first(),
                before.video().orElseThrow().end());
        long audioGap = Stamp.minus(
                after.audio().orElseThrow().first(),
                before.audio().orElseThrow().end());
        assertThat(audioGap).as("gap between the audio").isBetween(0L, FRAME);
        assertThat(videoGap).as("gap between the pictures").isBetween(0L, 2 * FRAME);
        assertDecodes(output.toByteArray());
    }

    /** Encodes a segment of two seconds. Both ends of its audio are displaced. */
    private Path encode(String name, int skewMs, int channels, int rate) throws Exception {
        PendingSegments.ffmpeg(
                folder,
                "-f lavfi -i testsrc2=s=160x90:r=25 -itsoffset " + skewMs / 1000.0 + " -f lavfi -i sine=r=" + rate
                        + " -t 2 -c:v libx264 -preset ultrafast -c:a aac -ac " + channels
                        + " -muxdelay 0 -muxpreload 0 -output_ts_offset 5 -f mpegts " + name);
        return folder.resolve(name);
    }

    private void assertDecodes(byte[] output) throws Exception {
        Files.write(folder.resolve("all.ts"), output);
        assertThat(PendingSegments.ffmpeg(folder, "-f mpegts -i all.ts -f null -"))
                .isEmpty();
    }
}
