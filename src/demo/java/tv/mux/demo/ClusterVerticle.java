package tv.mux.demo;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a cluster on this machine's loopback: three muxers and two edges, each in its own process. Logs each change of
 * leader, and restarts a process that has ended.
 */
public final class ClusterVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterVerticle.class);
    private static final List<String> MUXERS = List.of("m1", "m2", "m3");
    private static final List<String> EDGES = List.of("e1", "e2");
    private static final int FIRST_PORT = 8110;
    private static final int PORTS_EACH = 10;
    private static final long POLL_MS = 1_000;
    private static final long POLL_TIMEOUT_MS = 900;
    private static final long RESTART_DELAY_MS = 10_000;
    private static final long STOP_SECONDS = 3;

    private final Path jar;
    private final String apiUrl;
    private final Path folder;
    private final Map<String, String> more;
    private final Map<String, Process> running = new LinkedHashMap<>();
    private HttpClient client;
    private String leader = "";
    private boolean stopping;

    /**
     * Creates a cluster, which starts with the deployment.
     *
     * @param jar the jar that the nodes run
     * @param apiUrl base URL of the scheduler
     * @param folder folder of the nodes' output folders and log files
     * @param more additional settings of all nodes
     */
    public ClusterVerticle(Path jar, String apiUrl, Path folder, Map<String, String> more) {
        this.jar = jar;
        this.apiUrl = apiUrl;
        this.folder = folder;
        this.more = Map.copyOf(more);
    }

    @Override
    public Future<?> start() {
        client = vertx.createHttpClient();
        List<Future<?>> starting = new ArrayList<>();
        MUXERS.forEach(name -> starting.add(startNode(name)));
        EDGES.forEach(name -> starting.add(startNode(name)));
        vertx.setPeriodic(POLL_MS, id -> MUXERS.forEach(this::poll));
        return Future.all(starting);
    }

    private Future<Process> startNode(String name) {
        return vertx.executeBlocking(() -> spawn(name), false).onSuccess(process -> {
            running.put(name, process);
            LOG.info(
                    "node {} runs as process {}: http://127.0.0.1:{}/live/stream.m3u8, status http://127.0.0.1:{}/api/status, log {}",
                    name,
                    process.pid(),
                    port(name),
                    port(name) + 1,
                    logFile(name));
            Future.fromCompletionStage(process.onExit(), context).onSuccess(ended -> ended(name));
        });
    }

    private void ended(String name) {
        if (!stopping) {
            LOG.warn("node {} has ended; it restarts in {} s", name, RESTART_DELAY_MS / 1000);
            vertx.setTimer(RESTART_DELAY_MS, id -> startNode(name));
        }
    }

    private Process spawn(String name) throws IOException {
        Files.createDirectories(folder);
        ProcessBuilder node = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString(), "node");
        node.environment().putAll(settings(name));
        node.environment().putAll(more);
        // A node ends when its standard input closes, so no node survives this process, even if it is killed.
        return node.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile(name).toFile()))
                .start();
    }

    private Map<String, String> settings(String name) {
        String members = String.join(
                ",",
                MUXERS.stream().map(muxer -> "127.0.0.1:" + (port(muxer) + 2)).toList());
        return Map.ofEntries(
                Map.entry("API_URL", apiUrl),
                Map.entry("ICECAST_ENABLED", "false"),
                Map.entry("MUX_ROLE", EDGES.contains(name) ? "edge" : "muxer"),
                Map.entry("HLS_OUTPUT_DIR", folder.resolve(name).toString()),
                Map.entry("HTTP_PORT", "" + port(name)),
                Map.entry("ADMIN_PORT", "" + (port(name) + 1)),
                Map.entry("CLUSTER_NAME", "mux-demo"),
                Map.entry("CLUSTER_MEMBERS", members),
                Map.entry("CLUSTER_HOST", "127.0.0.1"),
                Map.entry("CLUSTER_PORT", "" + (port(name) + 2)),
                Map.entry("CLUSTER_BUS_PORT", "" + (port(name) + 3)),
                Map.entry("NODE_PORT", "" + (port(name) + 4)));
    }

    /** The port at which a node serves players. */
    public static int port(String name) {
        int muxer = MUXERS.indexOf(name);
        return FIRST_PORT + PORTS_EACH * (muxer >= 0 ? muxer : MUXERS.size() + EDGES.indexOf(name));
    }

    /** The file that contains the log of a node. */
    public Path logFile(String name) {
        return folder.resolve(name + ".log");
    }

    /** Asks a muxer whether it is the leader. A muxer that does not answer is ignored. */
    private void poll(String name) {
        client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI("http://127.0.0.1:" + (port(name) + 1) + "/api/status")
                        .setTimeout(POLL_TIMEOUT_MS))
                .compose(request -> request.send())
                .compose(response -> response.body())
                .map(body ->
                        Objects.requireNonNullElse(new JsonObject(body).getJsonObject("cluster"), new JsonObject()))
                .onSuccess(cluster -> {
                    if (Boolean.TRUE.equals(cluster.getBoolean("leads")) && !name.equals(leader)) {
                        LOG.info("node {} is the leader: {}", name, cluster.getString("why"));
                        leader = name;
                        Process process = running.get(name);
                        if (process != null) {
                            LOG.info("to see a change of leader: kill -9 {}", process.pid());
                        }
                    }
                });
    }

    @Override
    public Future<?> stop() {
        stopping = true;
        List<Future<?>> exits = new ArrayList<>();
        running.values().forEach(process -> {
            process.destroy();
            exits.add(Future.fromCompletionStage(process.onExit(), context));
        });
        return Future.join(exits)
                .timeout(STOP_SECONDS, TimeUnit.SECONDS)
                .onFailure(e -> running.values().forEach(Process::destroyForcibly))
                .transform(done -> client.close());
    }
}
