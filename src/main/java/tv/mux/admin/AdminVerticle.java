package tv.mux.admin;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.common.RecentMap;
import tv.mux.config.Config;
import tv.mux.model.Segment;
import tv.mux.server.HttpListener;
import tv.mux.server.ListenerLimits;
import tv.mux.status.EncoderStatus;
import tv.mux.status.IcecastStatus;
import tv.mux.status.ListedSegments;
import tv.mux.status.NodeStatus;
import tv.mux.status.RunStatus;
import tv.mux.status.SchedulerStatus;
import tv.mux.status.StreamStatus;
import tv.mux.text.Redaction;

/**
 * Serves metrics, readiness and status to operators. It has its own port, which by default only this machine can reach.
 */
public final class AdminVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AdminVerticle.class);
    private static final int MAX_RUNS = 10;

    /** Age after which the encoding speed of a run is out of date. A run that encodes reports it more often. */
    private static final long MAX_ENCODING_AGE_MS = 10_000;

    /** Enough for several dashboards and probes, but few enough that they cannot use up the file descriptors. */
    private static final ListenerLimits LIMITS = new ListenerLimits(
            "admin",
            32,
            0,
            ListenerLimits.Times.idle(Duration.ofSeconds(60)),
            false,
            "find the client that requests status and metrics so often");

    private final Config.Listen listen;
    private final PrometheusMeterRegistry meters;
    private final JsonObject node;
    private final Map<String, RunStatus> runs = new RecentMap<>(MAX_RUNS);
    private final Map<String, EncoderStatus> encodings = new LinkedHashMap<>();

    private HttpListener listener;
    private SchedulerStatus scheduler;
    private StreamStatus stream;
    private Segment newest;
    private IcecastStatus icecast;
    private NodeStatus cluster;
    private ListedSegments listing;
    private boolean listAdvanced;

    /**
     * Creates a server that listens after its deployment.
     *
     * @param node the part of the status that describes this node
     */
    public AdminVerticle(Config.Listen listen, PrometheusMeterRegistry meters, JsonObject node) {
        this.listen = listen;
        this.meters = meters;
        this.node = node;
    }

    @Override
    public Future<?> start() {
        Bus bus = new Bus(vertx);
        bus.subscribe(Addresses.STREAM_STATE, status -> stream = status);
        bus.subscribe(Addresses.PLAYHEAD_STATE, state -> scheduler = state);
        bus.subscribe(Addresses.PUBLISHED, segment -> newest = segment);
        bus.subscribe(Addresses.NODE_STATE, state -> cluster = state);
        bus.subscribe(Addresses.LISTING, this::listed);
        bus.subscribe(Addresses.RUN_STATE, this::run);
        bus.subscribe(Addresses.ICECAST_STATE, state -> icecast = state);
        bus.subscribe(Addresses.ENCODING, this::encoding);
        Router router = Router.router(vertx);
        router.get("/metrics").handler(this::metrics);
        router.get("/health/ready").handler(this::ready);
        router.get("/api/status").handler(this::status);
        listener = new HttpListener(vertx, LIMITS, meters);
        return listener.listen(listen.host(), listen.port(), router)
                .onSuccess(port ->
                        LOG.info("Serving status on http://{}:{}/api/status, metrics on /metrics", listen.host(), port))
                .recover(e -> Future.failedFuture(new IllegalStateException(
                        "cannot listen on " + listen.host() + ":" + listen.port() + " (ADMIN_HOST, ADMIN_PORT): "
                                + e.getMessage(),
                        e)));
    }

    private void listed(ListedSegments now) {
        listAdvanced |= listing != null && now.nextMsn() > listing.nextMsn();
        listing = now;
    }

    private void run(RunStatus state) {
        runs.put(state.run(), state);
    }

    private void encoding(EncoderStatus encoding) {
        encodings.put(encoding.run(), encoding);
        encodings.values().removeIf(known -> encoding.at() - known.at() > MAX_ENCODING_AGE_MS);
    }

    private void metrics(RoutingContext context) {
        context.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(meters.scrape());
    }

    /** The node is ready when the stream has advanced since the start of the node. */
    private void ready(RoutingContext context) {
        boolean ready = listAdvanced || newest != null || (stream != null && stream.lastPublishedAt() > 0);
        context.response()
                .setStatusCode(ready ? 200 : 503)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("ready", ready).encode());
    }

    private void status(RoutingContext context) {
        JsonObject status = new JsonObject()
                .put("node", node)
                .put("now", Instant.now().toString())
                .put("cluster", cluster == null ? null : clusterStatus(cluster))
                .put("listing", listing == null ? null : JsonObject.mapFrom(listing))
                .put("scheduler", scheduler == null ? null : JsonObject.mapFrom(scheduler))
                .put("stream", stream == null ? null : JsonObject.mapFrom(stream))
                .put("icecast", icecast == null ? null : JsonObject.mapFrom(icecast))
                .put(
                        "encoding",
                        encodings.values().stream()
                                .filter(encoding -> System.currentTimeMillis() - encoding.at() <= MAX_ENCODING_AGE_MS)
                                .map(JsonObject::mapFrom)
                                .toList())
                .put(
                        "newest",
                        newest == null ? null : JsonObject.mapFrom(newest).put("head", Redaction.url(newest.head())))
                .put(
                        "runs",
                        runs.values().stream()
                                .map(run -> JsonObject.mapFrom(run).put("head", Redaction.url(run.head())))
                                .toList());
        context.response()
                .putHeader("Content-Type", "application/json")
                .end(Json.encodePrettily(escaped(status)) + "\n");
    }

    /**
     * Escapes line breaks in every string of the JSON. Some strings come from inputs, the scheduler and other nodes.
     */
    private static Object escaped(Object json) {
        if (json instanceof String text) {
            return Redaction.line(text);
        } else if (json instanceof JsonObject object) {
            return escaped(object.getMap());
        } else if (json instanceof JsonArray array) {
            return escaped(array.getList());
        } else if (json instanceof List<?> list) {
            return list.stream().map(AdminVerticle::escaped).toList();
        } else if (json instanceof Map<?, ?> map) {
            Map<String, Object> all = new LinkedHashMap<>();
            map.forEach((name, value) -> all.put(Redaction.line(String.valueOf(name)), escaped(value)));
            return all;
        }
        return json;
    }

    private static JsonObject clusterStatus(NodeStatus state) {
        return JsonObject.mapFrom(state)
                .put(
                        "members",
                        state.members().stream()
                                .map(member -> JsonObject.mapFrom(member).put("url", Redaction.url(member.url())))
                                .toList());
    }

    @Override
    public Future<?> stop() {
        return listener == null ? Future.succeededFuture() : listener.shutdown(0, TimeUnit.SECONDS);
    }
}
