package tv.mux.system.players;

import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tv.mux.harness.MuxProcess;

/** A page with four players: hls.js, video.js, Shaka Player and Chromium's native player, in released versions. */
final class FourPlayers {
    private static final Path FOLDER = Path.of(System.getProperty("mux.jar", "target/mux.jar"))
            .toAbsolutePath()
            .resolveSibling("players");
    private static final List<String> SOURCES = List.of("package.json", "package-lock.json", "index.html");
    private static final String PATH = "/players/";
    private static final long INSTALL_TIMEOUT_S = 120;

    private static boolean installed;

    private FourPlayers() {}

    /** Whether this machine has npm, which installs the players. */
    static boolean canBeInstalled() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "npm")));
    }

    /** Serves the page. The lock file fixes the versions of the players. */
    static void serve(Router router) throws IOException, InterruptedException {
        install();
        router.get(PATH + "*").handler(StaticHandler.create(FileSystemAccess.ROOT, FOLDER.toString()));
    }

    /** Installs the players on the first call. */
    private static synchronized void install() throws IOException, InterruptedException {
        if (installed) {
            return;
        }
        Files.createDirectories(FOLDER);
        for (String source : SOURCES) {
            try (InputStream in = FourPlayers.class.getResourceAsStream(PATH + source)) {
                Files.copy(in, FOLDER.resolve(source), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path log = FOLDER.resolve("npm.log");
        Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!npm.waitFor(INSTALL_TIMEOUT_S, TimeUnit.SECONDS) || npm.exitValue() != 0) {
            npm.destroyForcibly();
            throw new IOException("npm ci in " + FOLDER + " failed: " + Files.readString(log));
        }
        installed = true;
    }

    /** The address of the page that plays a stream. */
    static URI page(String server, URI stream) {
        return URI.create(
                server + PATH + "index.html?stream=" + URLEncoder.encode(stream.toString(), StandardCharsets.UTF_8));
    }

    /**
     * The state of a player.
     *
     * @param name name of the player
     * @param started whether it has started to play
     * @param stalls the stalls since then
     * @param jumps the jumps in its playing position
     * @param errors its error messages
     * @param time playing position, seconds
     * @param ahead buffered media after the playing position, seconds
     */
    record State(
            String name, boolean started, List<?> stalls, List<?> jumps, List<?> errors, double time, double ahead) {}

    /** The current state of all four players. */
    static List<State> states(Browser browser) {
        return MuxProcess.objects(
                        new JsonArray((String) browser.value("JSON.stringify(players.map(player => player.state))")))
                .stream()
                .map(state -> new State(
                        state.getString("name"),
                        state.getBoolean("started"),
                        state.getJsonArray("stalls").getList(),
                        state.getJsonArray("jumps").getList(),
                        state.getJsonArray("errors").getList(),
                        state.getDouble("time"),
                        state.getDouble("ahead")))
                .toList();
    }
}
