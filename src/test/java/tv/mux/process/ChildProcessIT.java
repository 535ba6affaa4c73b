package tv.mux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class ChildProcessIT {
    private static final long FINISH_MS = 2_000;
    /** Longer than a busy machine needs to kill a process. */
    private static final long LONG_MS = 15_000;

    private static final int KILLED = 128 + 9;
    private static final int TERMINATED = 128 + 15;

    @TempDir
    Path folder;

    private Vertx vertx;
    private WorkerExecutor workers;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<ChildProcess> children = new ArrayList<>();

    @BeforeEach
    void createWorkers(Vertx vertx) {
        this.vertx = vertx;
        workers = vertx.createSharedWorkerExecutor("children", 4, 1, TimeUnit.MINUTES);
    }

    /** Ends the processes before Vert.x is closed, as their exit is reported on a Vert.x context. */
    @AfterEach
    void killChildren() throws TimeoutException {
        for (ChildProcess child : children) {
            child.kill();
            await(child.exit());
        }
    }

    @Test
    void allOutputIsDeliveredBeforeTheExit() throws TimeoutException {
        ChildProcess child =
                shell("i=0; while [ $i -lt 3000 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done; exit 7");
        Future<List<Integer>> counts = child.exit().map(code -> List.of(code, out.size(), err.size()));
        assertThat(await(counts)).containsExactly(7, 3000, 3000);
        assertThat(out.get(2999)).isEqualTo("out 2999");
        assertThat(err.get(0)).isEqualTo("err 0");
    }

    @Test
    void runsInItsDirectory() throws TimeoutException {
        await(spawn("/bin/pwd").exit());
        assertThat(out).containsExactly(folder.toString());
    }

    @Test
    void anUnknownProgramFails() {
        assertThatThrownBy(() -> spawn("/nowhere/ffmpeg"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/nowhere/ffmpeg");
    }

    @Test
    void readsItsInputAndEndsWithIt() throws TimeoutException {
        ChildProcess child = shell("exec cat");
        await(child.write("one\n".getBytes(StandardCharsets.UTF_8)));
        child.write("two\n".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        child.finish(FINISH_MS);
        child.finish(FINISH_MS);
        assertThat(await(child.exit())).isZero();
        assertThat(out).hasSize(100_001);
    }

    @Test
    void aProcessThatIgnoresTheEndOfItsInputIsTerminated() throws TimeoutException {
        ChildProcess child = shell("exec sleep 60");
        long elapsed = finish(child, TERMINATED);
        assertThat(elapsed).isGreaterThanOrEqualTo(1_900L);
    }

    @Test
    void outputDuringTerminationIsDelivered() throws TimeoutException {
        ChildProcess child =
                shell("trap 'echo v0_00001.ts,4,6; exit 3' TERM; echo ready; while :; do sleep 0.05; done");
        Awaitility.await().until(() -> out.contains("ready"));
        finish(child, 3);
        assertThat(out).containsExactly("ready", "v0_00001.ts,4,6");
        assertThat(err).noneMatch(line -> line.contains("Stream closed"));
    }

    @Test
    void aProcessThatIgnoresSigtermIsKilled() throws TimeoutException {
        ChildProcess child = shell("trap '' TERM; echo ready; exec sleep 60");
        Awaitility.await().until(() -> out.contains("ready"));
        assertThat(finish(child, KILLED)).isGreaterThanOrEqualTo(2_900L);
    }

    @Test
    void aStoppedProcessIsKilled() throws Exception {
        ChildProcess child = shell("echo ready; exec cat");
        Awaitility.await().until(() -> out.contains("ready"));
        signal("STOP", child);
        assertThat(finish(child, KILLED)).isGreaterThanOrEqualTo(2_900L);
    }

    @Test
    void killDoesNotWait() throws TimeoutException {
        ChildProcess child = shell("trap '' TERM; echo ready; exec sleep 60");
        Awaitility.await().until(() -> out.contains("ready"));
        long begin = System.nanoTime();
        child.kill();
        child.kill();
        child.finish(LONG_MS);
        assertThat(await(child.exit())).isEqualTo(KILLED);
        assertThat(millisSince(begin)).isLessThan(LONG_MS);
        assertThat(out).containsExactly("ready");
        assertThat(err).isEmpty();
    }

    @Test
    void aPendingWriteFailsWhenTheProcessEnds() throws TimeoutException {
        ChildProcess child = shell("exec sleep 60");
        Future<Void> write = child.write(new byte[4 << 20]);
        child.kill();
        assertThatThrownBy(() -> await(write)).isInstanceOf(IOException.class);
    }

    @Test
    void writingToAnEndedProcessFails() throws TimeoutException {
        ChildProcess child = shell("exit 0");
        assertThat(await(child.exit())).isZero();
        assertThatThrownBy(() -> await(child.write(new byte[1]))).isInstanceOf(IOException.class);
        child.finish(FINISH_MS);
        child.kill();
    }

    @Test
    void inheritsNoVariableThatCouldBeSecret() throws TimeoutException {
        await(spawn("/usr/bin/env").exit());
        assertThat(System.getenv()).hasSizeGreaterThan(3);
        assertThat(out).isNotEmpty().allSatisfy(line -> assertThat(line.replaceFirst("=.*", ""))
                .matches("PATH|LD_LIBRARY_PATH|HOME|LANG|LC_ALL|TMPDIR|TZ"));
    }

    /** Finishes a process and returns the milliseconds until its exit. */
    private static long finish(ChildProcess child, int code) throws TimeoutException {
        long begin = System.nanoTime();
        child.finish(FINISH_MS);
        assertThat(await(child.exit())).isEqualTo(code);
        return millisSince(begin);
    }

    private static long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    private static void signal(String name, ChildProcess child) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(child.pid())).start();
        assertThat(kill.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    private ChildProcess shell(String script) throws TimeoutException {
        return spawn("/bin/sh", "-c", script);
    }

    private ChildProcess spawn(String... command) throws TimeoutException {
        ChildProcess child = await(ChildProcess.spawn(vertx, workers, List.of(command), folder, out::add, err::add));
        children.add(child);
        return child;
    }

    private static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(20, TimeUnit.SECONDS);
    }
}
