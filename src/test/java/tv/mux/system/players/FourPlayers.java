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

/** hls.js, video.js, shaka and Chromium's own player side by side in a page, each as its project publishes it. */
final class FourPlayers {
    private static final Path FOLDER = Path.of(System.getProperty("mux.jar", "target/mux.jar"))
            .toAbsolutePath()
            .resolveSibling("players");
    private static final List<String> SOURCES = List.of("package.json", "package-lock.json", "index.html");
    private static final String PATH = "/players/";
    private static final long INSTALL_TIMEOUT_S = 120;

    private static boolean installed;

    private FourPlayers() {}

    /** Whether the players can be had on this machine. */
    static boolean canBeHad() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "npm")));
    }

    /** Serves the page, with the players of the very versions that the lock file names. */
    static void serve(Router router) throws IOException, InterruptedException {
        install();
        router.get(PATH + "*").handler(StaticHandler.create(FileSystemAccess.ROOT, FOLDER.toString()));
    }

    /** Once for all tests. */
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
        Path said = FOLDER.resolve("npm.log");
        Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!npm.waitFor(INSTALL_TIMEOUT_S, TimeUnit.SECONDS) || npm.exitValue() != 0) {
            npm.destroyForcibly();
            throw new IOException("npm ci in " + FOLDER + ": " + Files.readString(said));
        }
        installed = true;
    }

    /** The page that plays a stream. */
    static URI page(String server, URI stream) {
        return URI.create(
                server + PATH + "index.html?stream=" + URLEncoder.encode(stream.toString(), StandardCharsets.UTF_8));
    }

    /**
     * What became of a player so far.
     *
     * @param name which
     * @param started whether its picture has moved
     * @param stalls each time it stopped since
     * @param leaps each time it went elsewhere than on
     * @param errors what it said
     * @param time where it is, seconds of media
     * @param ahead how much it has before it, seconds of media
     */
    record Facts(
            String name, boolean started, List<?> stalls, List<?> leaps, List<?> errors, double time, double ahead) {}

    /** What became of all four so far. */
    static List<Facts> in(Browser browser) {
        return MuxProcess.objects(
                        new JsonArray((String) browser.value("JSON.stringify(players.map(one => one.facts))")))
                .stream()
                .map(facts -> new Facts(
                        facts.getString("name"),
                        facts.getBoolean("started"),
                        facts.getJsonArray("stalls").getList(),
                        facts.getJsonArray("leaps").getList(),
                        facts.getJsonArray("errors").getList(),
                        facts.getDouble("time"),
                        facts.getDouble("ahead")))
                .toList();
    }
}
