package tv.mux.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs programs of this machine and waits for their end. */
public final class Program {
    private static final long TIMEOUT_S = 30;

    private Program() {}

    /** The standard output, or empty if the program fails or does not exist. */
    static Optional<String> output(List<String> command) throws IOException, InterruptedException {
        final Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return Optional.empty(); // The program does not exist.
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor(TIMEOUT_S, TimeUnit.SECONDS) && process.exitValue() == 0
                ? Optional.of(output)
                : Optional.empty();
    }

    /** Runs the command, and returns whether it exists and exits with code 0. */
    public static boolean succeeds(String... command) throws IOException, InterruptedException {
        return output(List.of(command)).isPresent();
    }
}
