package tv.mux.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The result of an FFmpeg process that ran to its end, with nothing on its standard input.
 *
 * @param output standard output and standard error together, up to a limit
 */
public record OneShotProcess(int exitCode, String output) {
    private static final int MAX_OUTPUT_BYTES = 64 << 10;
    private static final int LAST_LINES = 3;
    private static final int MAX_LINE_CHARS = 500;

    /**
     * Runs a command and waits for its end. Blocks, so it must not be called on an event loop.
     *
     * @param command the program and its arguments
     * @param directory the working directory
     * @param timeout when the process is killed
     * @throws IOException if the process cannot be started
     */
    public static OneShotProcess run(List<String> command, Path directory, Duration timeout) throws IOException {
        Process process = ChildProcess.command(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        // The kill also ends a blocked read of the output.
        CompletableFuture<Void> limit = CompletableFuture.runAsync(
                () -> RepeatedKill.untilExit(process),
                CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS));
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
            // A process that writes more than the limit would block, so kill it at once.
            long waitMs = output.length() >= MAX_OUTPUT_BYTES ? 0 : timeout.toMillis();
            if (!process.waitFor(waitMs, TimeUnit.MILLISECONDS)) {
                RepeatedKill.untilExit(process);
            }
            return new OneShotProcess(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            limit.cancel(false);
            RepeatedKill.untilExit(process);
            process.getInputStream().close();
        }
    }

    public boolean succeeded() {
        return exitCode == 0;
    }

    /** The last lines of the output on one line, for error messages. */
    public String lastLines() {
        List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty()
                ? "it wrote no message"
                : lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).stream()
                        .map(line -> line.substring(0, Math.min(MAX_LINE_CHARS, line.length())))
                        .collect(Collectors.joining(" / "));
    }
}
