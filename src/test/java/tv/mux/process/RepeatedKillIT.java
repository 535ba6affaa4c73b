package tv.mux.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process without a free file descriptor cannot kill its children at once, but does as soon as it has one. */
class RepeatedKillIT {
    @Test
    void aKillIsRepeatedUntilItsExitIsSeen() throws Exception {
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
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said).contains("without descriptors it is alive", "its exit is seen: 137");
        } finally {
            process.destroyForcibly();
        }
    }

    /** The process that runs out of descriptors. */
    static final class WithoutDescriptors {
        private static final Deque<InputStream> TAKEN = new ArrayDeque<>();

        private WithoutDescriptors() {}

        /** Kills a child while this process has no free descriptor. Nothing that it does meanwhile closes one. */
        public static void main(String[] arguments) throws Exception {
            // The first kill loads all classes that a kill needs.
            Process first = sleep();
            RepeatedKill.untilExit(first);
            first.waitFor();
            Process child = sleep();
            take();
            RepeatedKill.untilExit(child);
            boolean gone = child.waitFor(1, TimeUnit.SECONDS);
            System.out.println("without descriptors it is " + (gone ? "gone" : "alive"));
            for (InputStream taken : TAKEN) {
                taken.close();
            }
            boolean exited = child.waitFor(20, TimeUnit.SECONDS);
            System.out.println(exited ? "its exit is seen: " + child.exitValue() : "it lives for ever");
        }

        private static Process sleep() throws IOException {
            return new ProcessBuilder("sleep", "60").start();
        }

        private static void take() {
            try {
                while (true) {
                    TAKEN.push(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                return; // there is none left
            }
        }
    }
}
