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

/** A node of the service: deploys the verticles of the node in order, and undeploys them in reverse order. */
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
     * Starts a node. Blocks while the cluster member starts, so do not call this on an event loop.
     *
     * @param pages gives pages that the HTTP server serves in addition to the stream, by path
     * @return fails if a part of the node cannot start; all other parts are then stopped
     * @throws IOException if the output folder cannot be used
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
        // An exception of Members.start must close the store too, so it is thrown inside compose.
        return Future.succeededFuture()
                .compose(v -> Members.start(config, meters))
                .onFailure(e -> close(store))
                .compose(members -> {
                    Mux mux = new Mux(
                            store.map(opened -> config.withOutputDir(opened.directory()))
                                    .orElse(config),
                            members,
                            store,
                            meters);
                    Future<Void> deployed = mux.deployAll(pages.apply(members.vertx()));
                    // After Vert.x has closed, its contexts run no callbacks. A CompletionStage uses none of them.
                    return Future.fromCompletionStage(deployed.map(mux).toCompletionStage())
                            .recover(e -> mux.stop().transform(s -> Future.failedFuture(e)));
                });
    }

    private Future<Void> deployAll(Map<String, Handler<HttpServerRequest>> pages) {
        Vertx vertx = members.vertx();
        return vertx.executeBlocking(() -> members.hazelcast()
                        .map(member -> new HazelcastIndex(vertx, member))
                        .orElseGet(() -> new HazelcastIndex(vertx)))
                .compose(index -> deployAll(index, pages));
    }

    private Future<Void> deployAll(HazelcastIndex index, Map<String, Handler<HttpServerRequest>> pages) {
        Vertx vertx = members.vertx();
        NodeClient client = nodeClient(vertx, config.cluster());
        Optional<SegmentCopies.Disk> disk =
                store.map(opened -> new SegmentCopies.Disk(new SegmentFiles(vertx, opened.segments()), opened));
        SegmentCopies copies = new SegmentCopies(vertx, client, disk, () -> HttpPeers.muxers(members.others()), meters);
        JsonObject node = new JsonObject()
                .put("id", members.node())
                .put("version", Main.version())
                .put("role", config.role().name().toLowerCase(Locale.ROOT))
                .put("startedAt", Instant.now().toString());
        Future<Void> serving = all.deploy(new AdminVerticle(config.admin(), meters, node))
                .compose(done -> all.deploy(new IndexFollowerVerticle(index, store, members.node())))
                .compose(done -> members.alone()
                        ? Future.succeededFuture()
                        : all.deploy(new NodeVerticle(
                                config.cluster(), store.map(IndexStore::segments), copies, index::known, meters)))
                .compose(done -> all.deploy(new HttpVerticle(config, index, copies, meters, pages)));
        if (store.isEmpty()) {
            return serving.compose(done -> all.deploy(new MemberVerticle(members)));
        }
        Peers peers =
                members.alone() ? Peers.NONE : new HttpPeers(vertx, client, members.node(), members::others, meters);
        LeaseDeadline lease = new LeaseDeadline();
        return serving.compose(done -> RunVerticle.probe(vertx, config.ffmpeg()))
                .compose(done ->
                        SlateVerticle.prepare(vertx, config, shape().targetDurationSeconds() * 1000L, shape().ladder()))
                .compose(done -> all.deploy(new SchedulerVerticle(config.api(), meters)))
                .compose(done -> all.deploy(new CleanupVerticle(
                        index, config.hls().segmentTime(), config.hls().outputDir(), members.node())))
                .compose(done -> all.deploy(new LeaderVerticle(
                        members, leaderRole(new FencedIndex(index, lease), store.get(), peers), lease, meters)));
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

    /** The part of the service that only the leader runs. */
    private LeaderRole leaderRole(SharedIndex index, IndexStore folder, Peers peers) {
        Deployments leading = new Deployments(members.vertx());
        return new LeaderRole() {
            @Override
            public Future<Void> start() {
                return leading.deploy(new IndexVerticle(index, folder, peers, shape(), members.node(), meters))
                        .compose(done -> index.read())
                        .map(entry -> entry.map(StreamIndex::shape).orElseGet(Mux.this::shape))
                        .compose(shape -> leading.deploy(new RunVerticle(
                                        config,
                                        shape.targetDurationSeconds() * 1000L,
                                        shape.ladder(),
                                        IndexStore.runs(config.hls().outputDir()),
                                        meters))
                                .compose(done -> leading.deploy(new SlateVerticle(
                                        config, shape.targetDurationSeconds() * 1000L, shape.ladder()))))
                        .compose(done -> leading.deploy(new StreamVerticle(config, meters)))
                        .compose(done -> config.icecast().enabled()
                                ? leading.deploy(new IcecastVerticle(
                                        config.icecast(), config.ffmpeg().path(), index, folder.segments(), meters))
                                : Future.succeededFuture());
            }

            @Override
            public Future<Void> stop() {
                return leading.undeployAll();
            }
        };
    }

    /** The shape of a new stream. Its target duration is 1.5 times the intended segment duration, rounded up. */
    private StreamShape shape() {
        long segmentMs = config.hls().segmentTime().toMillis();
        int target = (int) -Math.floorDiv(-segmentMs * 3, 2000L);
        List<Variant> ladder = config.mode() == Config.Mode.ABR ? config.abr().variants() : List.of();
        String mode = config.mode().name().toLowerCase(Locale.ROOT);
        return new StreamShape(mode, target, config.hls().listSize(), 1 + ladder.size(), ladder);
    }

    /** Stops the verticles and their child processes, then leaves the cluster. The returned future never fails. */
    public Future<Void> stop() {
        return all.undeployAll().transform(before -> members.stop()).transform(before -> {
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
            LOG.warn("the lock of the output folder cannot be released: {}", e.toString());
        }
    }
}
