package tv.mux.demo;

import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether an FFmpeg can draw text: not every build can, nor every machine has a font. Found out once. */
final class TextDrawing {
    private static final Logger LOG = LoggerFactory.getLogger(TextDrawing.class);
    private static final long TIMEOUT_S = 15;
    private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

    private TextDrawing() {}

    /** Blocks for as long as FFmpeg takes to draw one letter; says so, once, when it cannot. */
    static boolean supported(String ffmpeg) {
        return KNOWN.computeIfAbsent(ffmpeg, TextDrawing::probe);
    }

    private static boolean probe(String ffmpeg) {
        try {
            Process process = new ProcessBuilder(EncoderCommand.canDrawText(ffmpeg))
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(TIMEOUT_S, TimeUnit.SECONDS);
            process.destroyForcibly();
            if (ended && process.exitValue() == 0) {
                return true;
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be run: {}", ffmpeg, e.getMessage());
            return false; // The input itself will say so.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        LOG.warn("{} cannot draw text (no drawtext filter, or no font): the demo's pictures bear none", ffmpeg);
        return false;
    }
}
