package tv.mux.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Encodes an HEVC segment, which Mux must transcode, with the FFmpeg on the {@code PATH}. */
public final class Hevc {
    private static final long TIMEOUT_S = 30;

    private Hevc() {}

    /** Whether this FFmpeg has an HEVC encoder. */
    public static boolean isAvailable() throws IOException, InterruptedException {
        return new String(ffmpeg("-encoders"), StandardCharsets.UTF_8).contains(" libx265 ");
    }

    /** An MPEG-TS segment of two seconds. */
    public static byte[] segment() throws IOException, InterruptedException {
        return ffmpeg(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=s=320x180:r=25",
                "-t",
                "2",
                "-c:v",
                "libx265",
                "-preset",
                "ultrafast",
                "-f",
                "mpegts",
                "pipe:1");
    }

    private static byte[] ffmpeg(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "quiet"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] out = process.getInputStream().readAllBytes();
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("failed: " + String.join(" ", command));
        }
        return out;
    }
}
