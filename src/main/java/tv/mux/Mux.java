package tv.mux;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.admin.AdminVerticle;
import tv.mux.auth.RequestSigner;
import tv.mux.auth.TlsFiles;
import tv.mux.cleanup.CleanupVerticle;
import tv.mux.cluster.LeaderRole;
import tv.mux.cluster.LeaderVerticle;
import tv.mux.cluster.LeaseDeadline;
import tv.mux.cluster.MemberVerticle;
import tv.mux.cluster.Members;
import tv.mux.config.Config;
import tv.mux.config.Config.Role;
import tv.mux.config.Variant;
import tv.mux.edge.HttpPeers;
import tv.mux.edge.NodeClient;
import tv.mux.edge.NodeVerticle;
import tv.mux.edge.SegmentCopies;
import tv.mux.http.HttpVerticle;
import tv.mux.icecast.IcecastVerticle;
import tv.mux.index.StreamIndex;
import tv.mux.index.StreamShape;
import tv.mux.indexing.FencedIndex;
import tv.mux.indexing.HazelcastIndex;
import tv.mux.indexing.IndexFollowerVerticle;
import tv.mux.indexing.IndexStore;
import tv.mux.indexing.IndexVerticle;
import tv.mux.indexing.Peers;
import tv.mux.indexing.SegmentFiles;
import tv.mux.indexing.SharedIndex;
import tv.mux.run.RunVerticle;
import tv.mux.scheduler.SchedulerVerticle;
import tv.mux.slate.SlateVerticle;
import tv.mux.stream.StreamVerticle;

/** The whole of a node: which verticles it deploys, in what order. They are closed in reverse. */
public final class Mux {
    private static final Logger LOG = LoggerFactory.getLogger(Mux.class);

    private final Config config;
    private final Members members;
    private final Optional<IndexStore> store;
    private final PrometheusMeterRegistry meters;
    private final Deployments all;

    private Mux(Config config, Members members, Optional<IndexStore> store, PrometheusMeterRegistry meters) {
        this.config = config;
        this.members = members;
        this.store = store;
        this.meters = meters;
        this.all = new Deployments(members.vertx());
    }

    /**
     * Starts a node. Blocks while its cluster member starts: not for an event loop.
     *
     * @param pages gives pages that the HTTP server serves in addition to the stream, by path
     */
    public static Future<Mux> start(Config config, Function<Vertx, Map<String, Handler<HttpServerRequest>>> pages)
            throws IOException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        new JvmGcMetrics().bindTo(meters);
        Optional<IndexStore> store = config.role() == Role.EDGE
                ? Optional.empty()
                : Optional.of(new IndexStore(config.hls().outputDir()));
        // Composed, so that what is thrown lets the folder go like any other failure.
        return Future.succeededFuture()
                .compose(v -> Members.start(config, meters))
                .onFailure(e -> close(store))
                .compose(members -> {
                    Mux mux = new Mux(
                            store.map(kept -> config.withOutputDir(kept.directory()))
                                    .orElse(config),
                            members,
                            store,
                            meters);
                    Future<Void> deployed = mux.deployAll(pages.apply(members.vertx()));
                    // Off the context of this Vert.x: what was to be told there after its close would never be heard.
                    return Future.fromCompletionStage(deployed.map(mux).toCompletionStage())
                            .recover(e -> mux.stop().transform(s -> Future.failedFuture(e)));
                });
    }

    private Future<Void> deployAll(Map<String, Handler<HttpServerRequest>> pages) {
        Vertx vertx = members.vertx();
        return vertx.executeBlocking(() -> members.hazelcast()
                        .map(member -> new HazelcastIndex(vertx, member))
                        .orElseGet(() -> new HazelcastIndex(vertx)))
                .compose(log -> deployAll(log, pages));
    }

    private Future<Void> deployAll(HazelcastIndex log, Map<String, Handler<HttpServerRequest>> pages) {
        Vertx vertx = members.vertx();
        NodeClient client = nodeClient(vertx, config.cluster());
        Optional<SegmentCopies.Disk> disk =
                store.map(kept -> new SegmentCopies.Disk(new SegmentFiles(vertx, kept.segments()), kept));
        SegmentCopies copies = new SegmentCopies(vertx, client, disk, () -> HttpPeers.muxers(members.others()), meters);
        JsonObject node = new JsonObject()
                .put("id", members.node())
                .put("version", Main.version())
                .put("role", config.role().name().toLowerCase(Locale.ROOT))
                .put("startedAt", Instant.now().toString());
        Future<Void> serving = all.open(new AdminVerticle(config.admin(), meters, node))
                .compose(done -> all.open(new IndexFollowerVerticle(log, store, members.node())))
                .compose(done -> members.alone()
                        ? Future.succeededFuture()
                        : all.open(new NodeVerticle(
                                config.cluster(), store.map(IndexStore::segments), copies, log::known, meters)))
                .compose(done -> all.open(new HttpVerticle(config, log, copies, meters, pages)));
        if (store.isEmpty()) {
            return serving.compose(done -> all.open(new MemberVerticle(members)));
        }
        Peers others =
                members.alone() ? Peers.NONE : new HttpPeers(vertx, client, members.node(), members::others, meters);
        LeaseDeadline tenure = new LeaseDeadline();
        return serving.compose(done -> RunVerticle.probe(vertx, config.ffmpeg()))
                .compose(done ->
                        SlateVerticle.prepare(vertx, config, shape().targetDurationSeconds() * 1000L, shape().ladder()))
                .compose(done -> all.open(new SchedulerVerticle(config.api(), meters)))
                .compose(done -> all.open(new CleanupVerticle(
                        log, config.hls().segmentTime(), config.hls().outputDir(), members.node())))
                .compose(done -> all.open(new LeaderVerticle(
                        members, office(new FencedIndex(log, tenure), store.get(), others), tenure, meters)));
    }

    private static NodeClient nodeClient(Vertx vertx, Config.Cluster cluster) {
        HttpClientOptions options = new HttpClientOptions().setKeepAliveTimeout(20);
        if (cluster.tls().authority().isPresent()) {
            // The cluster has its own authority, so every holder of its certificates is a node, at any address.
            options.setTrustOptions(TlsFiles.trusted(cluster.tls())).setVerifyHost(false);
        }
        return new NodeClient(
                vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(16)),
                cluster.secret().map(secret -> new RequestSigner(secret, new SecureRandom())));
    }

    /** What the leader does, and nobody else. */
    private LeaderRole office(SharedIndex log, IndexStore kept, Peers others) {
        Deployments leading = new Deployments(members.vertx());
        return new LeaderRole() {
            @Override
            public Future<Void> take() {
                return leading.open(new IndexVerticle(log, kept, others, shape(), members.node(), meters))
                        .compose(done -> log.read())
                        .map(entry -> entry.map(StreamIndex::shape).orElseGet(Mux.this::shape))
                        .compose(shape -> leading.open(new RunVerticle(
                                        config,
                                        shape.targetDurationSeconds() * 1000L,
                                        shape.ladder(),
                                        IndexStore.runs(config.hls().outputDir()),
                                        meters))
                                .compose(done -> leading.open(new SlateVerticle(
                                        config, shape.targetDurationSeconds() * 1000L, shape.ladder()))))
                        .compose(done -> leading.open(new StreamVerticle(config, meters)))
                        .compose(done -> config.icecast().enabled()
                                ? leading.open(new IcecastVerticle(
                                        config.icecast(), config.ffmpeg().path(), log, kept.segments(), meters))
                                : Future.succeededFuture());
            }

            @Override
            public Future<Void> leave() {
                return leading.close();
            }
        };
    }

    /** What a new stream is born as. No segment may be longer than half as long again as it is meant to be. */
    private StreamShape shape() {
        long segmentMs = config.hls().segmentTime().toMillis();
        int target = (int) -Math.floorDiv(-segmentMs * 3, 2000L);
        List<Variant> ladder = config.mode() == Config.Mode.ABR ? config.abr().variants() : List.of();
        String mode = config.mode().name().toLowerCase(Locale.ROOT);
        return new StreamShape(mode, target, config.hls().listSize(), 1 + ladder.size(), ladder);
    }

    /** Drains, ends the children, leaves the cluster. */
    public Future<Void> stop() {
        return all.close().transform(before -> members.stop()).transform(before -> {
            close(store);
            return Future.succeededFuture();
        });
    }

    private static void close(Optional<IndexStore> store) {
        try {
            if (store.isPresent()) {
                store.get().close();
            }
        } catch (IOException e) {
            LOG.warn("the output folder is not let go: {}", e.toString());
        }
    }
}
