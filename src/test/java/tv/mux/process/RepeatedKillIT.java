package tv.mux.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM without a free file descriptor cannot kill its child processes. It does so as soon as one is free. */
class RepeatedKillIT {
    @Test
    void theKillIsRepeatedUntilTheProcessHasEnded(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n 256; exec \"$@\"",
                        "sh",
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutDescriptors.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(output).content().contains("without descriptors: alive", "exit code: 137");
        } finally {
            process.destroyForcibly();
        }
    }

    /** The JVM that runs out of file descriptors. */
    static final class WithoutDescriptors {
        private static final Deque<InputStream> OPEN = new ArrayDeque<>();

        private WithoutDescriptors() {}

        /** Kills a child while this process has no free descriptor. Nothing closes one meanwhile. */
        public static void main(String[] arguments) throws Exception {
            // The first kill loads all classes that a kill needs.
            Process first = sleep();
            RepeatedKill.untilExit(first);
            first.waitFor();
            Process child = sleep();
            openAll();
            RepeatedKill.untilExit(child);
            boolean gone = child.waitFor(1, TimeUnit.SECONDS);
            System.out.println("without descriptors: " + (gone ? "ended" : "alive"));
            for (InputStream stream : OPEN) {
                stream.close();
            }
            boolean exited = child.waitFor(20, TimeUnit.SECONDS);
            System.out.println(exited ? "exit code: " + child.exitValue() : "never ended");
        }

        /** Starts a child without pipes. The JVM would close those of a child that has ended at any later moment. */
        private static Process sleep() throws IOException {
            return new ProcessBuilder("sleep", "60")
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }

        private static void openAll() {
            try {
                while (true) {
                    OPEN.push(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                return; // no descriptor is free
            }
        }
    }
}
