package tv.mux.process;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the messages of a run's FFmpeg process to the log, and keeps the last ones for the error message at its end.
 */
public final class ProcessLog {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessLog.class);
    private static final int LAST_LINES = 5;
    private static final int MAX_ERRORS = 10;
    private static final int MAX_CHARS = 500;

    private final String run;
    private final Deque<String> last = new ArrayDeque<>();
    private int errors;

    public ProcessLog(String run) {
        this.run = run;
    }

    public void add(StderrLine.Message message) {
        String text =
                message.text().substring(0, Math.min(MAX_CHARS, message.text().length()));
        switch (message.level()) {
            case ERROR -> logError(text);
            case WARNING -> LOG.debug("run {}: FFmpeg warning: {}", run, text);
            case INFO -> LOG.debug("run {}: FFmpeg: {}", run, text);
        }
        last.addLast(text);
        if (last.size() > LAST_LINES) {
            last.removeFirst();
        }
    }

    /** Limits the number of warnings, as FFmpeg reports an error for every picture of a damaged input. */
    private void logError(String text) {
        if (errors < MAX_ERRORS) {
            LOG.warn("run {}: FFmpeg: {}", run, text);
        } else {
            LOG.debug("run {}: FFmpeg: {}", run, text);
        }
        if (++errors == MAX_ERRORS) {
            LOG.warn("run {}: further errors of FFmpeg are logged at LOG_LEVEL=debug only", run);
        }
    }

    /** The last messages as an addition to another message; empty if there were none. */
    public String lastMessages() {
        return last.isEmpty() ? "" : "; its last messages: " + String.join(" / ", last);
    }
}
