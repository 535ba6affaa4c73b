package tv.mux.indexing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tv.mux.media.Stamp;
import tv.mux.model.AppendRequest;
import tv.mux.model.PendingSegment;
import tv.mux.model.Position;
import tv.mux.ts.TsSegment;

/** Pending segments of 2 s with a test picture and a tone, made by FFmpeg. */
public final class PendingSegments {
    private static final int LIMIT_SECONDS = 60;

    private PendingSegments() {}

    /**
     * Makes the segments of a run.
     *
     * @param folder folder of the files; their names begin with the run
     * @param video options of the test picture, such as {@code s=160x90:r=25}
     * @param bFrames the maximum number of consecutive B-frames
     * @param rate audio samples per second
     */
    public static List<Path> make(Path folder, String run, int seconds, String video, int bFrames, int rate)
            throws IOException, InterruptedException {
        ffmpeg(
                folder,
                "-f lavfi -i testsrc2=" + video + " -f lavfi -i sine=sample_rate=" + rate + " -t " + seconds
                        + " -c:v libx264 -preset ultrafast -bf " + bFrames + " -force_key_frames expr:gte(t,n_forced*2)"
                        + " -sc_threshold 0 -pix_fmt yuv420p -c:a aac -muxdelay 0 -muxpreload 0 -f segment"
                        + " -segment_time 2 -segment_time_delta 0.3 -segment_format mpegts"
                        + " -segment_format_options avoid_negative_ts=disabled " + run + "_%03d.ts");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(run + "_"))
                    .sorted()
                    .toList();
        }
    }

    /** Runs FFmpeg, requires exit code 0, and returns its output. */
    public static String ffmpeg(Path folder, String arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("ffmpeg.txt");
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-nostats", "-v", "warning", "-y"));
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    /** The request to publish a file as a segment of a run. */
    public static AppendRequest append(Path file, String run, int ordinal, boolean discontinuity) throws IOException {
        TsSegment media = TsSegment.read(Files.readAllBytes(file));
        PendingSegment pending = new PendingSegment(
                run,
                "http://127.0.0.1/" + run.charAt(0) + ".m3u8",
                ordinal,
                List.of(new PendingSegment.File(file.toString(), Files.size(file))),
                Stamp.millis(media.durationTicks()),
                media.independent(),
                100 + ordinal,
                new Position(100 + ordinal, media.end()));
        return new AppendRequest(pending, discontinuity, "Title " + run, 0);
    }
}
