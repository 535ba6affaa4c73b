package tv.mux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.junit5.VertxExtension;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Processes that have ended leave no thread and no file descriptor. Isolated, as it counts those of the whole JVM. */
@Isolated
@ExtendWith(VertxExtension.class)
class ChildProcessLeftoversIT {
    private static final long FINISH_MS = 2_000;

    @TempDir
    Path folder;

    private Vertx vertx;
    private WorkerExecutor workers;

    @BeforeEach
    void createWorkers(Vertx vertx) {
        this.vertx = vertx;
        workers = vertx.createSharedWorkerExecutor("children", 4, 1, TimeUnit.MINUTES);
    }

    @Test
    void endedProcessesLeaveNothing() throws TimeoutException {
        for (int i = 0; i < 4; i++) {
            startAndEnd(i);
        }
        long files = openFiles();
        for (int i = 0; i < 50; i++) {
            startAndEnd(i);
        }
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("ffmpeg-")));
        await().untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(files + 3));
    }

    private void startAndEnd(int number) throws TimeoutException {
        List<String> shell = List.of("/bin/sh", "-c", "echo out; echo err >&2; exec cat");
        ChildProcess child = ChildProcess.spawn(vertx, workers, shell, folder, out -> {}, err -> {})
                .await(20, TimeUnit.SECONDS);
        child.write(new byte[] {'x', '\n'}).await(20, TimeUnit.SECONDS);
        if (number % 2 == 0) {
            child.finish(FINISH_MS);
        } else {
            child.kill();
        }
        child.exit().await(20, TimeUnit.SECONDS);
    }

    private static long openFiles() {
        return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getOpenFileDescriptorCount();
    }
}
