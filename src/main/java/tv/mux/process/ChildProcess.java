package tv.mux.process;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * An FFmpeg process with asynchronous access to its standard streams, which ends within a bounded time when asked to.
 * Never blocks the Vert.x context on which it is used. Confined to that context.
 */
public final class ChildProcess {
    /** The environment variables that a process inherits. None of them may hold a secret. */
    private static final Set<String> ENVIRONMENT =
            Set.of("PATH", "LD_LIBRARY_PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ");

    private static final int READ_BYTES = 65_536;

    /** Time between SIGTERM and SIGKILL. */
    private static final long SIGTERM_MS = 1_000;

    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final Process process;

    /** Sends SIGTERM. {@link Process#destroy} would also close the pipes and so lose the last output. */
    private final ProcessHandle handle;

    private final OutputStream stdin;
    private final Future<Integer> exit;
    private boolean inputClosed;
    private boolean killed;
    private Future<?> lastWrite = Future.succeededFuture();

    private ChildProcess(Vertx vertx, WorkerExecutor workers, Process process, Future<Integer> ended) {
        this.vertx = vertx;
        this.workers = workers;
        this.process = process;
        this.handle = process.toHandle();
        this.stdin = process.getOutputStream();
        this.exit = ended.compose(code -> lastWrite.transform(settled -> Future.succeededFuture(code)));
    }

    /**
     * Starts a process.
     *
     * @param stdout receives each line of the standard output, on the caller's context
     * @param stderr receives each line of the standard error, on the caller's context
     */
    public static Future<ChildProcess> spawn(
            Vertx vertx,
            WorkerExecutor workers,
            List<String> command,
            Path directory,
            Consumer<String> stdout,
            Consumer<String> stderr) {
        return spawn(
                vertx,
                workers,
                command(command).directory(directory.toFile()),
                (in, context) -> lines(in, context, stdout),
                stderr);
    }

    /**
     * Starts a process with binary output, such as a decoder or an encoder.
     *
     * @param stdout receives the standard output in pieces of any size, on the caller's context
     * @param stderr receives each line of the standard error, on the caller's context
     */
    public static Future<ChildProcess> spawnFilter(
            Vertx vertx,
            WorkerExecutor workers,
            List<String> command,
            Consumer<byte[]> stdout,
            Consumer<String> stderr) {
        return spawn(vertx, workers, command(command), (in, context) -> chunks(in, context, stdout), stderr);
    }

    private static Future<ChildProcess> spawn(
            Vertx vertx,
            WorkerExecutor workers,
            ProcessBuilder builder,
            BiConsumer<InputStream, Context> stdout,
            Consumer<String> stderr) {
        Context context = vertx.getOrCreateContext();
        return workers.executeBlocking(builder::start, false).map(process -> {
            Future<Void> out = drain(context, process.getInputStream(), "out-" + process.pid(), stdout);
            Future<Void> err = drain(
                    context, process.getErrorStream(), "err-" + process.pid(), (in, ctx) -> lines(in, ctx, stderr));
            Future<Integer> ended = Future.join(Future.fromCompletionStage(process.onExit(), context), out, err)
                    .map(all -> process.exitValue());
            return new ChildProcess(vertx, workers, process, ended);
        });
    }

    /** Prepares a process that inherits no environment variable that could hold a secret. */
    public static ProcessBuilder command(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().retainAll(ENVIRONMENT);
        return builder;
    }

    private static void lines(InputStream in, Context context, Consumer<String> onLine) {
        LineSplitter.read(in, line -> context.runOnContext(v -> onLine.accept(line)));
    }

    /** Reads a stream to its end and closes it. */
    private static void chunks(InputStream in, Context context, Consumer<byte[]> onChunk) {
        byte[] buffer = new byte[READ_BYTES];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                byte[] chunk = Arrays.copyOf(buffer, n);
                context.runOnContext(v -> onChunk.accept(chunk));
            }
        } catch (IOException e) {
            // The process has ended and so has its pipe; all output was read.
            return;
        }
    }

    private static Future<Void> drain(
            Context context, InputStream in, String name, BiConsumer<InputStream, Context> read) {
        Promise<Void> done = Promise.promise();
        Thread reader = new Thread(
                () -> {
                    read.accept(in, context);
                    context.runOnContext(v -> done.complete());
                },
                "ffmpeg-" + name);
        reader.setDaemon(true);
        reader.start();
        return done.future();
    }

    public long pid() {
        return process.pid();
    }

    /** The exit code. Completes when the process has ended, all output was delivered, and no write is pending. */
    public Future<Integer> exit() {
        return exit;
    }

    /** Writes to the standard input. Completes when the process has read all; fails if its input is closed. */
    public Future<Void> write(byte[] bytes) {
        Future<Void> written = workers.executeBlocking(
                () -> {
                    stdin.write(bytes);
                    stdin.flush();
                    return null;
                },
                false);
        lastWrite = written;
        return written;
    }

    /** The processor time used so far in milliseconds; 0 if the system does not report it. */
    public Future<Long> cpuTimeMs() {
        return workers.executeBlocking(
                () -> handle.info().totalCpuDuration().orElse(Duration.ZERO).toMillis(), false);
    }

    /**
     * Closes the standard input after all pending writes, so that the process can finish.
     *
     * @param limitMs time in milliseconds that the process may take to finish; then it gets SIGTERM, and SIGKILL after
     *     another second
     */
    public void finish(long limitMs) {
        if (inputClosed || exit.isComplete()) {
            return;
        }
        closeInput();
        long term = vertx.setTimer(limitMs, id -> handle.destroy());
        long kill = vertx.setTimer(limitMs + SIGTERM_MS, id -> kill());
        exit.onComplete(code -> {
            vertx.cancelTimer(term);
            vertx.cancelTimer(kill);
        });
    }

    private void closeInput() {
        inputClosed = true;
        Promise<Void> closed = Promise.promise();
        Future<?> written = lastWrite;
        lastWrite = closed.future();
        // A failure means that the process has ended, which its exit code reports.
        written.onComplete(done -> workers.<Void>executeBlocking(
                        () -> {
                            stdin.close();
                            return null;
                        },
                        false)
                .onComplete(closed));
    }

    /** Kills the process. If no signal can be sent now, a later signal or the end of its input ends the process. */
    public void kill() {
        if (killed || exit.isComplete()) {
            return;
        }
        killed = true;
        RepeatedKill.untilExit(process);
        if (!inputClosed) {
            closeInput();
        }
    }
}
