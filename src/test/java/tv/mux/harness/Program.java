package tv.mux.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program of this machine, run to its end. */
public final class Program {
    private static final long TIMEOUT_S = 30;

    private Program() {}

    /** What it says; empty where it fails or is not there. */
    static Optional<String> says(List<String> command) throws IOException, InterruptedException {
        final Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return Optional.empty(); // there is no such program
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor(TIMEOUT_S, TimeUnit.SECONDS) && process.exitValue() == 0
                ? Optional.of(said)
                : Optional.empty();
    }

    /** Whether it is there, and did what it was to do. */
    public static boolean did(String... command) throws IOException, InterruptedException {
        return says(List.of(command)).isPresent();
    }
}
