package tv.mux.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where a stream is kept when {@code HLS_OUTPUT_DIR} does not say it: below the folder that systemd made for the service, else
 * below the user's own state folder (XDG Base Directory Specification), else below the temporary folder. One for each port of
 * players, so that two streams on one machine do not share it.
 */
public final class DefaultFolder {
    private DefaultFolder() {}

    /** The default in an environment. */
    static Path of(Map<String, String> environment, int httpPort) {
        // systemd separates several folders by colons (systemd.exec(5)).
        String systemd = environment.getOrDefault("STATE_DIRECTORY", "").split(":", -1)[0];
        // The specification wants relative paths ignored.
        return Stream.of(systemd, environment.getOrDefault("XDG_STATE_HOME", ""))
                .filter(folder -> folder.startsWith("/"))
                .findFirst()
                .map(folder -> Path.of(folder, name(httpPort)))
                .orElseGet(() -> former(httpPort));
    }

    /** The default of release 0.3 and before. */
    public static Path former(int httpPort) {
        return Path.of(System.getProperty("java.io.tmpdir"), name(httpPort));
    }

    private static String name(int httpPort) {
        return "mux-" + httpPort;
    }
}
