package tv.mux;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.admin.AdminVerticle;
import tv.mux.cleanup.CleanupVerticle;
import tv.mux.cluster.Members;
import tv.mux.config.Config;
import tv.mux.demo.DemoPage;
import tv.mux.ffmpeg.FfmpegVerticle;
import tv.mux.http.HttpVerticle;
import tv.mux.log.HazelcastLog;
import tv.mux.log.IndexVerticle;
import tv.mux.log.LogEntry;
import tv.mux.log.Shape;
import tv.mux.log.Store;
import tv.mux.playhead.PlayheadVerticle;
import tv.mux.slate.SlateVerticle;
import tv.mux.stream.StreamVerticle;

/** The whole of a node: which verticles it deploys, in what order. They are closed in reverse. */
public final class Mux {
    private static final Logger LOG = LoggerFactory.getLogger(Mux.class);

    private final Config config;
    private final Members members;
    private final Store store;
    private final PrometheusMeterRegistry meters;
    private final Deque<String> deployed = new ArrayDeque<>();

    private Mux(Config config, Members members, Store store, PrometheusMeterRegistry meters) {
        this.config = config;
        this.members = members;
        this.store = store;
        this.meters = meters;
    }

    /**
     * Starts a node. Blocks while its cluster member starts: not for an event loop.
     *
     * @param demo whether the demo's page is served beside the output
     */
    public static Future<Mux> start(Config config, boolean demo) throws IOException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        new JvmGcMetrics().bindTo(meters);
        Store store = new Store(config.hls().outputDir());
        // Composed, so that what is thrown lets the folder go like any other failure.
        return Future.succeededFuture()
                .compose(v -> Members.start(config.cluster(), meters))
                .onFailure(e -> close(store))
                .compose(members -> {
                    Mux mux = new Mux(config, members, store, meters);
                    Future<Void> deployed = mux.deployAll(demo ? DemoPage.routes(members.vertx()) : router -> {});
                    // Off the context of this Vert.x: what was to be told there after its close would never be heard.
                    return Future.fromCompletionStage(deployed.map(mux).toCompletionStage())
                            .recover(e -> mux.stop().transform(s -> Future.failedFuture(e)));
                });
    }

    private Future<Void> deployAll(Consumer<Router> extra) {
        HazelcastLog log = new HazelcastLog(members.vertx(), members.hazelcast());
        Path runs = Store.runs(config.hls().outputDir());
        JsonObject node = new JsonObject()
                .put("id", members.node())
                .put("version", Main.version())
                .put("role", config.role().name().toLowerCase(Locale.ROOT))
                .put("startedAt", Instant.now().toString());
        return deploy(new AdminVerticle(config.admin(), meters, node))
                .compose(done -> deploy(new IndexVerticle(log, store, shape(), members.node(), meters)))
                .compose(done -> deploy(new HttpVerticle(config, log, store.segments(), meters, extra)))
                .compose(done -> log.read())
                .map(entry -> entry.map(LogEntry::shape).orElseGet(this::shape))
                .compose(shape -> deploy(
                                new FfmpegVerticle(config, shape.targetDurationSeconds() * 1000L, runs, meters))
                        .compose(done -> deploy(new SlateVerticle(config, shape.targetDurationSeconds() * 1000L))))
                .compose(done -> deploy(new StreamVerticle(config, meters)))
                .compose(done -> deploy(new PlayheadVerticle(config.api(), meters)))
                .compose(done -> deploy(new CleanupVerticle(
                        log, config.hls().segmentTime(), config.hls().outputDir())));
    }

    /** What a new stream is born as. No segment may be longer than half as long again as it is meant to be. */
    private Shape shape() {
        long segmentMs = config.hls().segmentTime().toMillis();
        int target = (int) -Math.floorDiv(-segmentMs * 3, 2000L);
        return new Shape("copy", target, config.hls().listSize(), 1);
    }

    private Future<Void> deploy(Deployable verticle) {
        return members.vertx().deployVerticle(verticle).map(id -> {
            deployed.push(id);
            return null;
        });
    }

    /** Drains, ends the children, leaves the cluster. */
    public Future<Void> stop() {
        Future<Void> down = Future.succeededFuture();
        while (!deployed.isEmpty()) {
            String id = deployed.pop();
            down = down.transform(before -> members.vertx().undeploy(id));
        }
        return down.transform(before -> members.stop()).transform(before -> {
            close(store);
            return Future.succeededFuture();
        });
    }

    private static void close(Store store) {
        try {
            store.close();
        } catch (IOException e) {
            LOG.warn("the output folder is not let go: {}", e.toString());
        }
    }
}
