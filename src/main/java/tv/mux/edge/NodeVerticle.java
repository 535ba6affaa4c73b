package tv.mux.edge;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
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
import tv.mux.server.HttpListener;
import tv.mux.server.ListenerLimits;

/**
 * Serves other nodes on a separate HTTP listener. Peers fetch segments and the log from this node, and the leader
 * asks the node to copy a segment. If the cluster has a secret, the listener refuses a request without a valid
 * signature after the head and does not read the body.
 */
public final class NodeVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(NodeVerticle.class);
    /** Names are held to what segments are called, so that nothing else can be read. */
    private static final Pattern SEGMENT =
            Pattern.compile("/segments/([0-9]|[1-9][0-9])/([0-9]{1,18}-[A-Za-z0-9_-]{1,40}\\.ts)");

    private static final String LOG_PATH = "/log";
    private static final String COPIES_PATH = "/copies";
    private static final int MAX_BODY_BYTES = 64 * 1024;
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
    private final Supplier<Optional<StreamIndex>> known;
    private final MeterRegistry meters;
    private final Refusals refusals;
    private Optional<RequestVerifier> verifier = Optional.empty();
    private HttpListener listener;

    /**
     * For a node.
     *
     * @param segmentsDir where it keeps segments; empty where it keeps none
     * @param copies what it takes a copy from
     * @param known what it knows of the log
     * @param meters registry for the connection metrics
     */
    public NodeVerticle(
            Config.Cluster cluster,
            Optional<Path> segmentsDir,
            SegmentCopies copies,
            Supplier<Optional<StreamIndex>> known,
            MeterRegistry meters) {
        this.cluster = cluster;
        this.segmentsDir = segmentsDir;
        this.copies = copies;
        this.known = known;
        this.meters = meters;
        this.refusals = new Refusals("node", meters);
    }

    @Override
    public Future<?> start() {
        String host = cluster.host().orElseThrow();
        verifier = cluster.secret()
                .map(secret -> new RequestVerifier(secret, cluster.url(), new SecureRandom(), MonotonicClock.nowMs()));
        listener = new HttpListener(vertx, LIMITS, TlsFiles.server(cluster.tls()), meters);
        return listener.listen(host, cluster.nodePort(), this::handle)
                .onSuccess(port -> LOG.info("listening for other nodes on {}:{}", host, port))
                .recover(e -> Future.failedFuture(new IOException(
                        "cannot listen on " + host + ":" + cluster.nodePort() + " (CLUSTER_HOST, NODE_PORT): "
                                + e.getMessage(),
                        e)));
    }

    private void handle(HttpServerRequest request) {
        if (verifier.isEmpty()) {
            serve(request, Optional.empty());
            return;
        }
        RequestVerifier signed = verifier.get();
        String authorization = request.getHeader("Authorization");
        try {
            String digest =
                    signed.verify(authorization, request.method().name(), request.uri(), MonotonicClock.nowMs());
            request.response()
                    .putHeader(
                            "Authentication-Info",
                            RequestVerifier.SCHEME + " nextnonce=\"" + signed.challenge() + "\"");
            serve(request, Optional.of(digest));
        } catch (RequestVerifier.OutdatedException e) {
            unauthorized(request, signed);
        } catch (RefusedException e) {
            if (cluster.secretOptional() && authorization == null) {
                serve(request, Optional.empty());
                return;
            }
            refusals.add(String.valueOf(request.remoteAddress()), e.getMessage());
            unauthorized(request, signed);
        }
    }

    private static void unauthorized(HttpServerRequest request, RequestVerifier signed) {
        request.response()
                .putHeader("WWW-Authenticate", RequestVerifier.SCHEME + " challenge=\"" + signed.challenge() + "\"");
        answer(request, 401);
    }

    /**
     * Serves a request after its signature was checked.
     *
     * @param digest the digest that the body must have; empty if the request is not signed and need not be
     */
    private void serve(HttpServerRequest request, Optional<String> digest) {
        String path = String.valueOf(request.path());
        boolean get = request.method().equals(HttpMethod.GET);
        Matcher segment = SEGMENT.matcher(path);
        if (get && segment.matches() && segmentsDir.isPresent()) {
            send(request, Integer.parseInt(segment.group(1)), segment.group(2));
        } else if (get && path.equals(LOG_PATH)) {
            known.get()
                    .ifPresentOrElse(
                            entry -> request.response().end(IndexJson.text(entry)), () -> answer(request, 404));
        } else if (request.method().equals(HttpMethod.POST) && path.equals(COPIES_PATH) && segmentsDir.isPresent()) {
            copy(request, digest);
        } else {
            answer(request, 404);
        }
    }

    private void send(HttpServerRequest request, int rendition, String name) {
        Path folder = rendition == 0 ? segmentsDir.get() : segmentsDir.get().resolve("stream_" + rendition);
        Path file = folder.resolve(name);
        vertx.executeBlocking(() -> PrivateFiles.size(file), false)
                .compose(bytes -> request.response().sendFile(file.toString()))
                .onFailure(e -> {
                    if (!request.response().headWritten()) {
                        answer(request, 404);
                    }
                });
    }

    /** Copies every rendition of a segment from the other members, starting with the sender of the request. */
    private void copy(HttpServerRequest request, Optional<String> digest) {
        String length = request.getHeader("Content-Length");
        if (length == null || !length.matches("[0-9]{1,6}") || Integer.parseInt(length) > MAX_BODY_BYTES) {
            answer(request, 413);
            return;
        }
        String from = String.valueOf(request.getParam("from"));
        request.body()
                .compose(body -> digest.isEmpty() || RequestVerifier.matches(digest.get(), body.getBytes())
                        ? Future.succeededFuture(IndexJson.segment(body.toString()))
                        : Future.failedFuture("the body does not match the signed digest"))
                .compose(segment -> {
                    List<Future<?>> all = new ArrayList<>();
                    for (int n = 0; n < segment.bytes().size(); n++) {
                        if (!SEGMENT.matcher(HttpPeers.path(segment, n)).matches()) {
                            return Future.failedFuture("the segment has an invalid file name");
                        }
                        all.add(copies.read(segment, n, from).onSuccess(bytes -> bytes.release()));
                    }
                    return Future.join(all);
                })
                .onSuccess(copied -> answer(request, 204))
                .onFailure(e -> {
                    LOG.debug("no copy taken: {}", e.getMessage());
                    answer(request, 502);
                });
    }

    private static void answer(HttpServerRequest request, int status) {
        if (!request.response().ended() && !request.response().closed()) {
            request.response().setStatusCode(status).end();
        }
    }

    @Override
    public Future<?> stop() {
        return listener == null ? Future.succeededFuture() : listener.shutdown(0, TimeUnit.SECONDS);
    }
}
