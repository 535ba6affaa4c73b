package tv.mux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Children that have ended leave no thread and no descriptor behind: what is counted is the whole JVM's. */
@Isolated
class ChildProcessLeftoversIT {
    private static final long FINISH_MS = 2_000;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final WorkerExecutor workers = vertx.createSharedWorkerExecutor("children", 4, 1, TimeUnit.MINUTES);

    @AfterEach
    void end() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void leavesNothingBehind() throws TimeoutException {
        for (int i = 0; i < 4; i++) {
            oneLife(i);
        }
        long files = openFiles();
        for (int i = 0; i < 50; i++) {
            oneLife(i);
        }
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("ffmpeg-")));
        await().untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(files + 3));
    }

    private void oneLife(int number) throws TimeoutException {
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
