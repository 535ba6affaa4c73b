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
 * An FFmpeg that is run once, to its end, without anything to read on its standard input. Blocks: not for an event
 * loop.
 *
 * @param code its exit code
 * @param said what it said, on both of its outputs
 */
public record OneShotProcess(int code, String said) {
    /** However much it says, so much of it is read. */
    private static final int MOST_BYTES = 64 << 10;

    /** Maximum number of characters shown of a line. */
    private static final int SHOWN = 500;

    /**
     * Runs it.
     *
     * @param words the program and its arguments
     * @param directory where it works
     * @param most how long it may take; then it is killed
     * @throws IOException when it cannot be begun
     */
    public static OneShotProcess run(List<String> words, Path directory, Duration most) throws IOException {
        Process process = ChildProcess.command(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        // Once it is dead, there is no more to read.
        CompletableFuture<Void> limit = CompletableFuture.runAsync(
                () -> RepeatedKill.untilExit(process),
                CompletableFuture.delayedExecutor(most.toMillis(), TimeUnit.MILLISECONDS));
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            // What says more than that is not waited for.
            if (!process.waitFor(said.length() >= MOST_BYTES ? 0 : most.toMillis(), TimeUnit.MILLISECONDS)) {
                RepeatedKill.untilExit(process);
            }
            return new OneShotProcess(process.waitFor(), said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            limit.cancel(false);
            RepeatedKill.untilExit(process);
            process.getInputStream().close();
        }
    }

    /** Whether it ended well. */
    public boolean good() {
        return code == 0;
    }

    /** The last it said, in one line. */
    public String ending() {
        List<String> lines = said.lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty()
                ? "it said nothing"
                : lines.subList(Math.max(0, lines.size() - 3), lines.size()).stream()
                        .map(line -> line.substring(0, Math.min(SHOWN, line.length())))
                        .collect(Collectors.joining(" / "));
    }
}
