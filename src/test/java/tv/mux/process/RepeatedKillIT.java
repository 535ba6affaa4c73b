package tv.mux.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process without a free file descriptor cannot kill its children at once, but does as soon as it has one. */
class RepeatedKillIT {
    @Test
    void aKillIsRepeatedUntilItsExitIsSeen(@TempDir Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n 256; exec \"$@\"",
                        "sh",
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutDescriptors.class.getName(),
                        folder.toString())
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

        /** Kills a child that does not mind the end of its input, while it has no descriptor. */
        public static void main(String[] arguments) throws Exception {
            Vertx vertx = Vertx.vertx();
            WorkerExecutor workers = vertx.createSharedWorkerExecutor("children", 4, 1, TimeUnit.MINUTES);
            // The first loads all classes that a kill needs.
            child(vertx, workers, arguments[0]).kill();
            ChildProcess child = child(vertx, workers, arguments[0]);
            take();
            child.kill();
            long until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            while (System.nanoTime() < until) {
                take(); // among others that of the child's closed input
            }
            System.out.println("without descriptors it is " + (child.exit().isComplete() ? "gone" : "alive"));
            for (InputStream taken : TAKEN) {
                taken.close();
            }
            child.exit().timeout(20, TimeUnit.SECONDS).onComplete(exit -> {
                System.out.println(exit.succeeded() ? "its exit is seen: " + exit.result() : "it lives for ever");
                Runtime.getRuntime().halt(0);
            });
        }

        private static ChildProcess child(Vertx vertx, WorkerExecutor workers, String folder) throws Exception {
            List<String> sleep = List.of("/bin/sh", "-c", "exec sleep 60");
            return ChildProcess.spawn(vertx, workers, sleep, Path.of(folder), line -> {}, line -> {})
                    .await(20, TimeUnit.SECONDS);
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
