package tv.mux.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.bus.Listing;
import tv.mux.config.Config;
import tv.mux.log.LogReader;
import tv.mux.log.SegmentSource;

/** Serves playlists, segments and health to players and CDNs. To be deployed once: its view belongs to one event loop. */
public final class HttpVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(HttpVerticle.class);
    /** A hint may get lost; the log is read that often all the same. */
    private static final long READ_MS = 1_000;

    /** Also how long a reader may take over what the socket's own buffers do not hold of an answer. */
    private static final int IDLE_SECONDS = 60;

    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_LINE_BYTES = 4 * 1024;
    /** How long responses under way may take once the service ends. */
    private static final int DRAIN_SECONDS = 3;

    private final Config.Listen address;
    private final long memory;
    private final LogReader log;
    private final SegmentSource source;
    private final MeterRegistry registry;
    private final Optional<Consumer<Router>> extra;
    private Bus bus;
    private LiveView view;
    private Listing told;
    private HttpServer server;
    private String date;
    private volatile int port;

    /**
     * A server of a log's stream.
     *
     * @param source where the log's segments are read from
     * @param registry where requests are counted
     */
    public HttpVerticle(Config config, LogReader log, SegmentSource source, MeterRegistry registry) {
        this(config, log, source, registry, Optional.empty());
    }

    /**
     * A server of a log's stream, and of something else besides.
     *
     * @param source where the log's segments are read from
     * @param registry where requests are counted
     * @param extra adds the routes of what else is served
     */
    public HttpVerticle(
            Config config, LogReader log, SegmentSource source, MeterRegistry registry, Consumer<Router> extra) {
        this(config, log, source, registry, Optional.of(extra));
    }

    private HttpVerticle(
            Config config,
            LogReader log,
            SegmentSource source,
            MeterRegistry registry,
            Optional<Consumer<Router>> extra) {
        this.address = config.http();
        this.memory = config.hls().segmentMemory();
        this.log = log;
        this.source = source;
        this.registry = registry;
        this.extra = extra;
    }

    /** The port it listens on, once deployed: another than the setting's where that is 0. */
    public int port() {
        return port;
    }

    @Override
    public Future<?> start() {
        view = new LiveView(vertx, log, source, memory);
        registry.gauge("mux.segments.memory.bytes", view, LiveView::memoryBytes);
        date = HttpDate.of(Instant.now());
        bus = new Bus(vertx);
        bus.hear(Addresses.PUBLISHED, segment -> refresh());
        bus.hear(Addresses.EXPIRED, expired -> refresh());
        bus.hear(Addresses.LOG_CHANGED, changed -> refresh());
        vertx.setPeriodic(READ_MS, id -> {
            date = HttpDate.of(Instant.now());
            refresh();
        });
        // After a restart the old window stands before the first player asks.
        return view.refresh().compose(read -> fits()).compose(fits -> listen());
    }

    private void refresh() {
        view.refresh().onComplete(done -> {
            View now = view.now();
            Listing listing = new Listing(now.nextMsn(), now.segments().size(), now.leader(), now.term());
            if (now.ready() && !listing.equals(told)) {
                told = listing;
                bus.publish(Addresses.LISTING, listing);
            }
        });
    }

    /** A window that is known to be too large is told before anybody plays it. */
    private Future<Void> fits() {
        long bytes = view.now().windowBytes();
        return bytes <= memory
                ? Future.succeededFuture()
                : Future.failedFuture(new IOException("SEGMENT_MEMORY=" + memory
                        + " is too small: the segments that the playlist lists have " + bytes + " bytes"));
    }

    private Future<HttpServer> listen() {
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(address.host())
                        .setPort(address.port())
                        .setIdleTimeout(IDLE_SECONDS)
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setMaxInitialLineLength(MAX_LINE_BYTES)
                        .setHttp2ClearTextEnabled(false)) // HTTP/2 is the load balancer's: no player speaks it in clear
                .connectionHandler(connection -> connection.exceptionHandler(
                        e -> LOG.debug("{} went: {}", connection.remoteAddress(), e.toString())))
                .requestHandler(requests());
        return server.listen()
                .onSuccess(listening -> {
                    port = listening.actualPort();
                    LOG.info("Serving on http://{}:{}{}", address.host(), port, View.STREAM);
                })
                .recover(e -> Future.failedFuture(new IOException(
                        "cannot listen on " + address.host() + ":" + address.port() + " (HTTP_HOST, HTTP_PORT): "
                                + e.getMessage(),
                        e)));
    }

    private RequestHandler requests() {
        return new RequestHandler(view::now, () -> date, source, new HttpMetrics(registry), rest());
    }

    private Handler<HttpServerRequest> rest() {
        if (extra.isEmpty()) {
            return RequestHandler::notFound;
        }
        Router router = Router.router(vertx);
        extra.get().accept(router);
        return router.errorHandler(404, context -> RequestHandler.notFound(context.request()));
    }

    /** Takes no more requests, and ends when those under way are answered, at the latest after three seconds. */
    @Override
    public Future<?> stop() {
        if (server == null) {
            return Future.succeededFuture();
        }
        return server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS).onComplete(closed -> view.close());
    }
}
