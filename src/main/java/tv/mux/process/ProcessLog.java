package tv.mux.process;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run's child says: it goes into the log, and the last of it is kept for the error message. */
public final class ProcessLog {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessLog.class);
    private static final int LAST_LINES = 5;
    private static final int MOST_COMPLAINTS = 10;
    private static final int SHOWN = 500;

    private final String run;
    private final Deque<String> last = new ArrayDeque<>();
    private int complaints;

    /** Of a run. */
    public ProcessLog(String run) {
        this.run = run;
    }

    /** Takes the next line. */
    public void add(StderrLine.Said said) {
        String text = said.text().substring(0, Math.min(SHOWN, said.text().length()));
        switch (said.weight()) {
            case ERROR -> complained(text);
            case WARNING -> LOG.debug("run {}: FFmpeg warns: {}", run, text);
            case INFO -> LOG.debug("run {}: FFmpeg: {}", run, text);
        }
        last.addLast(text);
        if (last.size() > LAST_LINES) {
            last.removeFirst();
        }
    }

    /** A broken input makes FFmpeg complain of every picture. */
    private void complained(String text) {
        if (complaints < MOST_COMPLAINTS) {
            LOG.warn("run {}: FFmpeg: {}", run, text);
        } else {
            LOG.debug("run {}: FFmpeg: {}", run, text);
        }
        if (++complaints == MOST_COMPLAINTS) {
            LOG.warn("run {}: what else FFmpeg complains of is told at LOG_LEVEL=debug only", run);
        }
    }

    /** The last lines, to be put behind another message; empty where nothing was said. */
    public String ending() {
        return last.isEmpty() ? "" : "; it said: " + String.join(" / ", last);
    }
}
