package tv.mux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessIT {
    private static final long FINISH_MS = 2_000;
    /** Longer than even a busy machine takes to kill a process. */
    private static final long LONG_MS = 15_000;

    private static final int KILLED = 128 + 9;
    private static final int TERMINATED = 128 + 15;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final WorkerExecutor workers = vertx.createSharedWorkerExecutor("children", 4, 1, TimeUnit.MINUTES);
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<ChildProcess> children = new ArrayList<>();

    /** Children first: what is told of them on a Vert.x that is closed has nobody to run it. */
    @AfterEach
    void end() throws TimeoutException {
        for (ChildProcess child : children) {
            child.kill();
            done(child.exit());
        }
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void allItSaidIsHeardBeforeItsExit() throws TimeoutException {
        ChildProcess child =
                shell("i=0; while [ $i -lt 3000 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done; exit 7");
        Future<List<Integer>> heard = child.exit().map(code -> List.of(code, out.size(), err.size()));
        assertThat(done(heard)).containsExactly(7, 3000, 3000);
        assertThat(out.get(2999)).isEqualTo("out 2999");
        assertThat(err.get(0)).isEqualTo("err 0");
    }

    @Test
    void runsInItsFolder() throws TimeoutException {
        done(spawn("/bin/pwd").exit());
        assertThat(out).containsExactly(folder.toString());
    }

    @Test
    void whatCannotBeStartedFails() {
        assertThatThrownBy(() -> spawn("/nowhere/ffmpeg"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/nowhere/ffmpeg");
    }

    @Test
    void takesWhatItIsFedAndEndsWithItsInput() throws TimeoutException {
        ChildProcess child = shell("exec cat");
        done(child.write("one\n".getBytes(StandardCharsets.UTF_8)));
        child.write("two\n".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        child.finish(FINISH_MS);
        child.finish(FINISH_MS);
        assertThat(done(child.exit())).isZero();
        assertThat(out).hasSize(100_001);
    }

    @Test
    void oneThatDoesNotMindTheEndOfItsInputIsTerminated() throws TimeoutException {
        ChildProcess child = shell("exec sleep 60");
        long took = finished(child, TERMINATED);
        assertThat(took).isGreaterThanOrEqualTo(1_900L);
    }

    @Test
    void whatItSaysWhenItIsTerminatedIsHeard() throws TimeoutException {
        ChildProcess child =
                shell("trap 'echo v0_00001.ts,4,6; exit 3' TERM; echo ready; while :; do sleep 0.05; done");
        await().until(() -> out.contains("ready"));
        finished(child, 3);
        assertThat(out).containsExactly("ready", "v0_00001.ts,4,6");
        assertThat(err).noneMatch(line -> line.contains("Stream closed"));
    }

    @Test
    void oneThatDoesNotMindThatEitherIsKilled() throws TimeoutException {
        ChildProcess child = shell("trap '' TERM; echo ready; exec sleep 60");
        await().until(() -> out.contains("ready"));
        assertThat(finished(child, KILLED)).isGreaterThanOrEqualTo(2_900L);
    }

    @Test
    void oneThatIsStoppedIsKilledToo() throws Exception {
        ChildProcess child = shell("echo ready; exec cat");
        await().until(() -> out.contains("ready"));
        signal("STOP", child);
        assertThat(finished(child, KILLED)).isGreaterThanOrEqualTo(2_900L);
    }

    @Test
    void isKilledAtOnce() throws TimeoutException {
        ChildProcess child = shell("trap '' TERM; echo ready; exec sleep 60");
        await().until(() -> out.contains("ready"));
        long began = System.nanoTime();
        child.kill();
        child.kill();
        child.finish(LONG_MS);
        assertThat(done(child.exit())).isEqualTo(KILLED);
        assertThat(millisSince(began)).isLessThan(LONG_MS);
        assertThat(out).containsExactly("ready");
        assertThat(err).isEmpty();
    }

    @Test
    void oneThatTakesNothingFailsTheWriteWhenItGoes() throws TimeoutException {
        ChildProcess child = shell("exec sleep 60");
        Future<Void> write = child.write(new byte[4 << 20]);
        child.kill();
        assertThatThrownBy(() -> done(write)).isInstanceOf(IOException.class);
    }

    @Test
    void oneThatIsGoneTakesNothing() throws TimeoutException {
        ChildProcess child = shell("exit 0");
        assertThat(done(child.exit())).isZero();
        assertThatThrownBy(() -> done(child.write(new byte[1]))).isInstanceOf(IOException.class);
        child.finish(FINISH_MS);
        child.kill();
    }

    @Test
    void getsNothingOfTheEnvironmentThatCouldBeSecret() throws TimeoutException {
        done(spawn("/usr/bin/env").exit());
        assertThat(System.getenv()).hasSizeGreaterThan(3);
        assertThat(out).isNotEmpty().allSatisfy(line -> assertThat(line.replaceFirst("=.*", ""))
                .matches("PATH|LD_LIBRARY_PATH|HOME|LANG|LC_ALL|TMPDIR|TZ"));
    }

    /** How many milliseconds it took to end after it was told to finish. */
    private static long finished(ChildProcess child, int code) throws TimeoutException {
        long began = System.nanoTime();
        child.finish(FINISH_MS);
        assertThat(done(child.exit())).isEqualTo(code);
        return millisSince(began);
    }

    private static long millisSince(long began) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    private static void signal(String name, ChildProcess child) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(child.pid())).start();
        assertThat(kill.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    private ChildProcess shell(String script) throws TimeoutException {
        return spawn("/bin/sh", "-c", script);
    }

    private ChildProcess spawn(String... command) throws TimeoutException {
        ChildProcess child = done(ChildProcess.spawn(vertx, workers, List.of(command), folder, out::add, err::add));
        children.add(child);
        return child;
    }

    private static <T> T done(Future<T> future) throws TimeoutException {
        return future.await(20, TimeUnit.SECONDS);
    }
}
