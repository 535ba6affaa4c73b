package tv.mux.edge;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.auth.Refusals;
import tv.mux.auth.RefusedException;
import tv.mux.auth.RequestVerifier;
import tv.mux.auth.TlsFiles;
import tv.mux.common.MonotonicClock;
import tv.mux.config.Config;
import tv.mux.files.PrivateFiles;
import tv.mux.index.IndexJson;
import tv.mux.index.StreamIndex;
import tv.mux.model.Segment;
import tv.mux.server.HttpListener;
import tv.mux.server.ListenerLimits;

/**
 * Serves other nodes on a separate HTTP listener. Peers fetch segments and the index from this node, and the leader
 * requests that this node copies a segment. If the cluster has a secret, a request must have a valid signature. The
 * listener checks the signature before it reads the body.
 */
public final class NodeVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(NodeVerticle.class);

    /** Matches the names of segment files only, so that no other file can be read. */
    private static final String SEGMENT =
            "/segments/(?<rendition>[0-9]|[1-9][0-9])/(?<file>[0-9]{1,18}-[A-Za-z0-9_-]{1,40}\\.ts)";

    private static final Pattern SEGMENT_PATH = Pattern.compile(SEGMENT);

    /** Key of the routing context for the digest that the body of a signed request must have. */
    private static final String DIGEST = "digest";

    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int NO_CONTENT = 204;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int CONTENT_TOO_LARGE = 413;
    private static final int BAD_GATEWAY = 502;

    /** Limits of the listener. A node opens at most 16 connections to another node. */
    private static final ListenerLimits LIMITS = new ListenerLimits(
            "nodes",
            128,
            0,
            ListenerLimits.Times.idle(Duration.ofSeconds(30)),
            true,
            "only nodes of this cluster should reach NODE_PORT");

    private final Config.Cluster cluster;
    private final Optional<Path> segmentsDir;
    private final SegmentCopies copies;
    private final Supplier<Optional<StreamIndex>> index;
    private final MeterRegistry meters;
    private final Refusals refusals;
    private Optional<RequestVerifier> verifier = Optional.empty();
    private HttpListener listener;

    /**
     * Creates the listener of a node.
     *
     * @param segmentsDir folder of the segments; empty on an edge, which stores none
     * @param copies copies segments from other nodes
     * @param index the index as this node knows it
     * @param meters registry for the connection metrics
     */
    public NodeVerticle(
            Config.Cluster cluster,
            Optional<Path> segmentsDir,
            SegmentCopies copies,
            Supplier<Optional<StreamIndex>> index,
            MeterRegistry meters) {
        this.cluster = cluster;
        this.segmentsDir = segmentsDir;
        this.copies = copies;
        this.index = index;
        this.meters = meters;
        this.refusals = new Refusals("node", meters);
    }

    @Override
    public Future<?> start() {
        String host = cluster.host().orElseThrow();
        verifier = cluster.secret()
                .map(secret -> new RequestVerifier(secret, cluster.url(), new SecureRandom(), MonotonicClock.nowMs()));
        listener = new HttpListener(vertx, LIMITS, TlsFiles.server(cluster.tls()), meters);
        return listener.listen(host, cluster.nodePort(), router())
                .onSuccess(port -> LOG.info("listening for other nodes on {}:{}", host, port))
                .recover(e -> Future.failedFuture(new IOException(
                        "cannot listen on " + host + ":" + cluster.nodePort() + " (CLUSTER_HOST, NODE_PORT): "
                                + e.getMessage(),
                        e)));
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.route().handler(context -> authenticate(context, context::next));
        router.get("/log").handler(this::sendIndex);
        segmentsDir.ifPresent(folder -> {
            router.getWithRegex(SEGMENT).handler(context -> sendSegment(context, folder));
            router.post("/copies").handler(this::copySegment);
        });
        // Without this route, the router would respond with 405 to a known path with another method.
        router.route().handler(context -> respond(context, NOT_FOUND));
        // The router skips all routes if a path is malformed. Without these handlers, it would log each such request.
        for (int status : new int[] {BAD_REQUEST, NOT_FOUND}) {
            router.errorHandler(status, context -> authenticate(context, () -> respond(context, NOT_FOUND)));
        }
        return router;
    }

    /** Runs an action if the request has a valid signature, or needs none. The body is not read yet. */
    private void authenticate(RoutingContext context, Runnable action) {
        if (verifier.isEmpty()) {
            action.run();
            return;
        }
        RequestVerifier verifies = verifier.get();
        HttpServerRequest request = context.request();
        String authorization = request.getHeader("Authorization");
        try {
            String digest =
                    verifies.verify(authorization, request.method().name(), request.uri(), MonotonicClock.nowMs());
            context.response()
                    .putHeader(
                            "Authentication-Info",
                            RequestVerifier.SCHEME + " nextnonce=\"" + verifies.challenge() + "\"");
            context.put(DIGEST, digest);
            action.run();
        } catch (RequestVerifier.OutdatedException e) {
            challenge(context, verifies);
        } catch (RefusedException e) {
            if (cluster.secretOptional() && authorization == null) {
                action.run();
                return;
            }
            refusals.add(String.valueOf(request.remoteAddress()), e.getMessage());
            challenge(context, verifies);
        }
    }

    private static void challenge(RoutingContext context, RequestVerifier verifies) {
        context.response()
                .putHeader("WWW-Authenticate", RequestVerifier.SCHEME + " challenge=\"" + verifies.challenge() + "\"");
        respond(context, UNAUTHORIZED);
    }

    private void sendIndex(RoutingContext context) {
        index.get()
                .ifPresentOrElse(
                        entry -> context.response().end(IndexJson.text(entry)), () -> respond(context, NOT_FOUND));
    }

    private void sendSegment(RoutingContext context, Path folder) {
        int rendition = Integer.parseInt(context.pathParam("rendition"));
        Path file =
                (rendition == 0 ? folder : folder.resolve("stream_" + rendition)).resolve(context.pathParam("file"));
        vertx.executeBlocking(() -> PrivateFiles.size(file), false)
                .compose(bytes -> context.response().sendFile(file.toString()))
                .onFailure(e -> {
                    if (!context.response().headWritten()) {
                        respond(context, NOT_FOUND);
                    }
                });
    }

    /** Copies every rendition of a segment from the other members, starting with the sender of the request. */
    private void copySegment(RoutingContext context) {
        HttpServerRequest request = context.request();
        String length = request.getHeader("Content-Length");
        if (length == null || !length.matches("[0-9]{1,6}") || Integer.parseInt(length) > MAX_BODY_BYTES) {
            respond(context, CONTENT_TOO_LARGE);
            return;
        }
        Optional<String> digest = Optional.ofNullable(context.get(DIGEST));
        String from = String.valueOf(request.getParam("from"));
        request.body()
                .compose(body -> digest.isEmpty() || RequestVerifier.matches(digest.get(), body.getBytes())
                        ? Future.succeededFuture(IndexJson.segment(body.toString()))
                        : Future.failedFuture("the body does not match the signed digest"))
                .compose(segment -> copyRenditions(segment, from))
                .onSuccess(copied -> respond(context, NO_CONTENT))
                .onFailure(e -> {
                    LOG.debug("a segment was not copied: {}", e.getMessage());
                    respond(context, BAD_GATEWAY);
                });
    }

    private Future<?> copyRenditions(Segment segment, String from) {
        List<Future<?>> all = new ArrayList<>();
        for (int rendition = 0; rendition < segment.bytes().size(); rendition++) {
            if (!SEGMENT_PATH.matcher(HttpPeers.path(segment, rendition)).matches()) {
                return Future.failedFuture("the segment has an invalid file name");
            }
            all.add(copies.read(segment, rendition, from).onSuccess(bytes -> bytes.release()));
        }
        return Future.join(all);
    }

    private static void respond(RoutingContext context, int status) {
        if (!context.response().ended() && !context.response().closed()) {
            context.response().setStatusCode(status).end();
        }
    }

    @Override
    public Future<?> stop() {
        return listener == null ? Future.succeededFuture() : listener.shutdown(0, TimeUnit.SECONDS);
    }
}
