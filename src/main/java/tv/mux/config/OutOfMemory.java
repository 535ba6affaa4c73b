package tv.mux.config;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Ends the process after an OutOfMemoryError. The error can leave any object in an inconsistent state, so the process
 * must not continue. A standby node or a process supervisor takes over.
 */
public final class OutOfMemory {
    /** The exit code, the same as with {@code -XX:+ExitOnOutOfMemoryError}. */
    public static final int EXIT_CODE = 3;

    private static final int MAX_CAUSES = 20;

    /** The message. Created in advance, because later there may be no memory for it. */
    private static final byte[] LINE = ("mux: out of memory: the process ends with code " + EXIT_CODE
                    + ", so that a standby or a supervisor takes over."
                    + " Raise -Xmx, or lower INPUT_MEMORY and SEGMENT_MEMORY."
                    + System.lineSeparator())
            .getBytes(StandardCharsets.UTF_8);

    private OutOfMemory() {}

    /** Whether a failure is an OutOfMemoryError or was caused by one. */
    public static boolean is(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; at != null && i < MAX_CAUSES; i++) {
            if (at instanceof OutOfMemoryError) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }

    /**
     * Ends the process if a failure is an OutOfMemoryError or was caused by one. Call this before a failure is logged
     * or turned into a message.
     */
    public static void check(Throwable failure) {
        if (is(failure)) {
            end();
        }
    }

    /** Ends the process at once. Runs no shutdown hooks, because they are unreliable without memory. */
    public static void end() {
        try {
            new FileOutputStream(FileDescriptor.err).write(LINE);
        } catch (IOException | OutOfMemoryError e) {
            // The exit code is the only information left.
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
