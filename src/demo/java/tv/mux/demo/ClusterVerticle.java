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
 * A cluster on this machine's loopback: three muxers and two edges, each a process of its own. Says who leads whenever
 * that moves, and starts again what ended.
 */
public final class ClusterVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterVerticle.class);
    private static final List<String> MUXERS = List.of("m1", "m2", "m3");
    private static final List<String> EDGES = List.of("e1", "e2");
    private static final int FIRST_PORT = 8110;
    private static final int PORTS_EACH = 10;
    private static final long LOOK_MS = 1_000;
    private static final long ANSWER_MS = 900;
    private static final long AGAIN_MS = 10_000;
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
     * One that is not started yet.
     *
     * @param jar the program, which the nodes run too
     * @param apiUrl the scheduler they follow
     * @param folder where they keep what they keep
     * @param more settings of all nodes besides
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
        MUXERS.forEach(name -> starting.add(begin(name)));
        EDGES.forEach(name -> starting.add(begin(name)));
        vertx.setPeriodic(LOOK_MS, id -> MUXERS.forEach(this::look));
        return Future.all(starting);
    }

    private Future<Process> begin(String name) {
        return vertx.executeBlocking(() -> spawn(name), false).onSuccess(process -> {
            running.put(name, process);
            LOG.info(
                    "{} is process {}: http://127.0.0.1:{}/live/stream.m3u8, status http://127.0.0.1:{}/api/status, log {}",
                    name,
                    process.pid(),
                    port(name),
                    port(name) + 1,
                    log(name));
            Future.fromCompletionStage(process.onExit(), context).onSuccess(ended -> ended(name));
        });
    }

    private void ended(String name) {
        if (!stopping) {
            LOG.warn("{} has ended; it is started again in {} s", name, AGAIN_MS / 1000);
            vertx.setTimer(AGAIN_MS, id -> begin(name));
        }
    }

    private Process spawn(String name) throws IOException {
        Files.createDirectories(folder);
        ProcessBuilder node = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString(), "node");
        node.environment().putAll(settings(name));
        node.environment().putAll(more);
        // Its standard input is this process's to close: with this one it ends, however this one does.
        return node.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
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

    /** The port where a node serves players. */
    public static int port(String name) {
        int muxer = MUXERS.indexOf(name);
        return FIRST_PORT + PORTS_EACH * (muxer >= 0 ? muxer : MUXERS.size() + EDGES.indexOf(name));
    }

    /** Where a node's log goes. */
    public Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /** Asks a muxer whether it leads; one that does not answer does not. */
    private void look(String name) {
        client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI("http://127.0.0.1:" + (port(name) + 1) + "/api/status")
                        .setTimeout(ANSWER_MS))
                .compose(request -> request.send())
                .compose(response -> response.body())
                .map(body ->
                        Objects.requireNonNullElse(new JsonObject(body).getJsonObject("cluster"), new JsonObject()))
                .onSuccess(cluster -> {
                    if (Boolean.TRUE.equals(cluster.getBoolean("leads")) && !name.equals(leader)) {
                        LOG.info("{} leads: {}", name, cluster.getString("why"));
                        leader = name;
                        Process process = running.get(name);
                        if (process != null) {
                            LOG.info("try: kill -9 {}", process.pid());
                        }
                    }
                });
    }

    @Override
    public Future<?> stop() {
        stopping = true;
        List<Future<?>> gone = new ArrayList<>();
        running.values().forEach(process -> {
            process.destroy();
            gone.add(Future.fromCompletionStage(process.onExit(), context));
        });
        return Future.join(gone)
                .timeout(STOP_SECONDS, TimeUnit.SECONDS)
                .onFailure(e -> running.values().forEach(Process::destroyForcibly))
                .transform(done -> client.close());
    }
}
