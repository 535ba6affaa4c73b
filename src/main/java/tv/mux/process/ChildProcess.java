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

/** One FFmpeg process: fed on stdin, heard as it speaks, ended within bounds. Used on one context, never blocks it. */
public final class ChildProcess {
    /** What the process gets of our environment: nothing that could hold a secret. */
    private static final Set<String> ENVIRONMENT =
            Set.of("PATH", "LD_LIBRARY_PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ");

    private static final int CHUNK_BYTES = 65_536;

    /** So long after a SIGTERM it gets a SIGKILL. */
    private static final long TERM_MS = 1_000;

    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final Process process;
    /** For SIGTERM. {@link Process#destroy} would also close the pipes, and the child's last output would be lost. */
    private final ProcessHandle handle;

    private final OutputStream stdin;
    private final Future<Integer> exit;
    private boolean inputClosed;
    private boolean killed;
    private Future<?> lastWrite = Future.succeededFuture();

    private ChildProcess(Vertx vertx, WorkerExecutor workers, Process process, Future<Integer> gone) {
        this.vertx = vertx;
        this.workers = workers;
        this.process = process;
        this.handle = process.toHandle();
        this.stdin = process.getOutputStream();
        this.exit = gone.compose(code -> lastWrite.transform(settled -> Future.succeededFuture(code)));
    }

    /**
     * Starts a process.
     *
     * @param stdout gets each line of its standard output, on the caller's context
     * @param stderr gets each line of its standard error, on the caller's context
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
     * Starts a process whose standard output is no text: a decoder, an encoder.
     *
     * @param stdout gets its standard output as it comes, on the caller's context
     * @param stderr gets each line of its standard error, on the caller's context
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
            Future<Void> err =
                    drain(context, process.getErrorStream(), "err-" + process.pid(), (in, on) -> lines(in, on, stderr));
            Future<Integer> gone = Future.join(Future.fromCompletionStage(process.onExit(), context), out, err)
                    .map(all -> process.exitValue());
            return new ChildProcess(vertx, workers, process, gone);
        });
    }

    /** A process to be, which gets nothing of our environment that could hold a secret. */
    public static ProcessBuilder command(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().keySet().retainAll(ENVIRONMENT);
        return builder;
    }

    private static void lines(InputStream in, Context context, Consumer<String> ear) {
        LineSplitter.read(in, line -> context.runOnContext(v -> ear.accept(line)));
    }

    /** Gives what comes to an ear, in pieces as it comes, until there is no more. Closes the stream. */
    private static void chunks(InputStream in, Context context, Consumer<byte[]> ear) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (in) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                byte[] piece = Arrays.copyOf(chunk, n);
                context.runOnContext(v -> ear.accept(piece));
            }
        } catch (IOException e) {
            // The child is gone, and its pipe with it: what came is all there is.
            return;
        }
    }

    private static Future<Void> drain(
            Context context, InputStream in, String name, BiConsumer<InputStream, Context> hear) {
        Promise<Void> done = Promise.promise();
        Thread reader = new Thread(
                () -> {
                    hear.accept(in, context);
                    context.runOnContext(v -> done.complete());
                },
                "ffmpeg-" + name);
        reader.setDaemon(true);
        reader.start();
        return done.future();
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Its exit code, once it is gone, all it said was heard, and nothing is written to it any more. */
    public Future<Integer> exit() {
        return exit;
    }

    /** Feeds it; done when it has taken all. Fails when it takes nothing any more. */
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

    /** How much processor time it has used so far, milliseconds; 0 where the system does not tell. */
    public Future<Long> worked() {
        return workers.executeBlocking(
                () -> handle.info().totalCpuDuration().orElse(Duration.ZERO).toMillis(), false);
    }

    /**
     * Tells it that there is no more to come, once it has taken what it was given.
     *
     * @param limitMs how long it may take to finish, milliseconds; then it is ended
     */
    public void finish(long limitMs) {
        if (inputClosed || exit.isComplete()) {
            return;
        }
        closeInput();
        long term = vertx.setTimer(limitMs, id -> handle.destroy());
        long kill = vertx.setTimer(limitMs + TERM_MS, id -> kill());
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
        // Where that fails it is gone already: its exit tells.
        written.onComplete(done -> workers.<Void>executeBlocking(
                        () -> {
                            stdin.close();
                            return null;
                        },
                        false)
                .onComplete(closed));
    }

    /** Kills the process. If no signal can be sent now, closing its input ends it, or a later signal does. */
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
