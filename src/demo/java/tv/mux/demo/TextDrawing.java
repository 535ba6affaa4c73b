package tv.mux.demo;

import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out once whether FFmpeg can draw text. Some builds have no drawtext filter, and some machines have no font. */
final class TextDrawing {
    private static final Logger LOG = LoggerFactory.getLogger(TextDrawing.class);
    private static final long TIMEOUT_SECONDS = 15;
    private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

    private TextDrawing() {}

    /** Runs FFmpeg to draw one letter, and logs a warning if that fails. Blocks up to 15 s on the first call. */
    static boolean supported(String ffmpeg) {
        return KNOWN.computeIfAbsent(ffmpeg, TextDrawing::probe);
    }

    private static boolean probe(String ffmpeg) {
        try {
            Process process = new ProcessBuilder(EncoderCommand.probeText(ffmpeg))
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            if (ended && process.exitValue() == 0) {
                return true;
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be run: {}", ffmpeg, e.getMessage());
            return false; // The start of the input will report this error.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        LOG.warn("{} cannot draw text (no drawtext filter, or no font): the pictures of the demo show no text", ffmpeg);
        return false;
    }
}
