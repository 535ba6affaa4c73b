package tv.mux.config;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Ends the process when memory is exhausted. What failed for lack of memory may have left anything half done, so nothing that
 * goes on can be trusted; a standby or a supervisor takes over.
 */
public final class OutOfMemory {
    /** The exit code, the same as with {@code -XX:+ExitOnOutOfMemoryError}. */
    public static final int EXIT_CODE = 3;

    private static final int MOST_CAUSES = 20;

    /** Made beforehand: at the time there may be no memory for it. */
    private static final byte[] LINE = ("mux: out of memory: the process ends with code " + EXIT_CODE
                    + ", for a standby or a supervisor to take over. Raise -Xmx, or lower INPUT_MEMORY and SEGMENT_MEMORY."
                    + System.lineSeparator())
            .getBytes(StandardCharsets.UTF_8);

    private OutOfMemory() {}

    /** Whether a failure is an OutOfMemoryError or was caused by one. */
    public static boolean is(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; at != null && i < MOST_CAUSES; i++) {
            if (at instanceof OutOfMemoryError) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }

    /** Ends the process if a failure is an OutOfMemoryError or was caused by one. To be called where failures become words. */
    public static void check(Throwable failure) {
        if (is(failure)) {
            end();
        }
    }

    /** Ends the process at once: no hook runs, since none could be relied on. */
    public static void end() {
        try {
            new FileOutputStream(FileDescriptor.err).write(LINE);
        } catch (IOException | OutOfMemoryError e) {
            // The exit code has to do.
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
