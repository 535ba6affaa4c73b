package tv.mux.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Determines the folder of a stream if {@code HLS_OUTPUT_DIR} is not set. The parent is the state folder that systemd
 * created for the service, otherwise the user's state folder (XDG Base Directory Specification), otherwise the
 * temporary folder. The folder's name contains the HTTP port, so that streams on one machine do not share it.
 */
public final class DefaultFolder {
    private DefaultFolder() {}

    /** The default folder for these environment variables. */
    static Path of(Map<String, String> environment, int httpPort) {
        // systemd separates multiple folders with colons (systemd.exec(5)).
        String systemd = environment.getOrDefault("STATE_DIRECTORY", "").split(":", -1)[0];
        // The XDG specification requires that relative paths are ignored.
        return Stream.of(systemd, environment.getOrDefault("XDG_STATE_HOME", ""))
                .filter(folder -> folder.startsWith("/"))
                .findFirst()
                .map(folder -> Path.of(folder, name(httpPort)))
                .orElseGet(() -> former(httpPort));
    }

    /** The default folder of release 0.3 and earlier. */
    public static Path former(int httpPort) {
        return Path.of(System.getProperty("java.io.tmpdir"), name(httpPort));
    }

    private static String name(int httpPort) {
        return "mux-" + httpPort;
    }
}
