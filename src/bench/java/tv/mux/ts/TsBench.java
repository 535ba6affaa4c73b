package tv.mux.ts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast a segment of 4 s at about 2.5 Mbit/s is read and moved. The column {@code bytes} is bytes a second:
 * {@code mvn -Pbench -Dbench=TsBench}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TsBench {
    private static final String COMMAND = "ffmpeg -v error -y -f lavfi -i testsrc2=s=1280x720:r=25,noise=alls=20"
            + " -f lavfi -i sine=r=48000 -t 4 -c:v libx264 -preset ultrafast -b:v 2500k -maxrate 2500k -bufsize 2500k"
            + " -g 50 -c:a aac -b:a 128k -f mpegts ";

    /** Copies gone through in turn: one stays in the caches, many do not. */
    @Param({"1", "64"})
    public int copies;

    private final List<byte[]> segments = new ArrayList<>();
    private int turn;

    /** Bytes gone through. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Volume {
        /** Counted by JMH per second. */
        public long bytes;
    }

    /** Makes the segment with FFmpeg. */
    @Setup
    public void setUp() throws IOException, InterruptedException {
        Path file = Files.createTempFile("bench", ".ts");
        try {
            List<String> command = new ArrayList<>(List.of(COMMAND.trim().split(" ")));
            command.add(file.toString());
            Process ffmpeg = new ProcessBuilder(command).inheritIO().start();
            if (!ffmpeg.waitFor(60, TimeUnit.SECONDS) || ffmpeg.exitValue() != 0) {
                ffmpeg.destroyForcibly();
                throw new IOException("No segment from: " + String.join(" ", command));
            }
            for (int i = 0; i < copies; i++) {
                segments.add(Files.readAllBytes(file));
            }
        } finally {
            Files.delete(file);
        }
    }

    /** The reading pass. */
    @Benchmark
    public TsSegment read(Volume volume) {
        return TsSegment.read(next(volume));
    }

    /** The moving pass. */
    @Benchmark
    public byte[] shift(Volume volume) {
        byte[] segment = next(volume);
        TimeShift.apply(segment, 123_456_789, pid -> pid & 15);
        return segment;
    }

    private byte[] next(Volume volume) {
        byte[] segment = segments.get(turn);
        turn = (turn + 1) % copies;
        volume.bytes += segment.length;
        return segment;
    }
}
