package tv.mux.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.config.Config;
import tv.mux.indexing.IndexReader;
import tv.mux.indexing.SegmentSource;
import tv.mux.server.DescriptorBudget;
import tv.mux.server.HttpListener;
import tv.mux.server.ListenerLimits;
import tv.mux.status.ListedSegments;

/** Serves playlists, segments and health to players and CDNs. One instance only: the view runs on one event loop. */
public final class HttpVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(HttpVerticle.class);
    /** Interval of reading the index, since a message about a change can get lost. */
    private static final long READ_MS = 1_000;

    private static final Duration IDLE = Duration.ofSeconds(60);
    /** How long responses may take to complete when the service stops. */
    private static final int DRAIN_SECONDS = 3;

    private final Config.Listen address;
    private final Config.Connections connections;
    private final boolean alone;
    private final long memory;
    private final IndexReader index;
    private final SegmentSource source;
    private final MeterRegistry registry;
    private final Map<String, Handler<HttpServerRequest>> pages;
    private Bus bus;
    private LiveView view;
    private ListedSegments reported;
    private HttpListener listener;
    private String date;
    private volatile int port;

    /**
     * Creates a server of the stream.
     *
     * @param source reads the segments of the index
     * @param registry gets the counters of requests
     */
    public HttpVerticle(Config config, IndexReader index, SegmentSource source, MeterRegistry registry) {
        this(config, index, source, registry, Map.of());
    }

    /**
     * Creates a server of the stream and of additional pages.
     *
     * @param source reads the segments of the index
     * @param registry gets the counters of requests
     * @param pages answers GET and HEAD requests for a path, unless it is a path of the stream or {@code /health}
     */
    public HttpVerticle(
            Config config,
            IndexReader index,
            SegmentSource source,
            MeterRegistry registry,
            Map<String, Handler<HttpServerRequest>> pages) {
        this.address = config.http();
        this.connections = config.connections();
        this.alone = config.cluster().alone();
        this.memory = config.hls().segmentMemory();
        this.index = index;
        this.source = source;
        this.registry = registry;
        this.pages = Map.copyOf(pages);
    }

    /** The port that the server listens on, after deployment. Useful if the setting is 0. */
    public int port() {
        return port;
    }

    @Override
    public Future<?> start() {
        view = new LiveView(vertx, index, source, memory);
        registry.gauge("mux.segments.memory.bytes", view, LiveView::memoryBytes);
        date = HttpDate.of(Instant.now());
        bus = new Bus(vertx);
        bus.subscribe(Addresses.PUBLISHED, segment -> refresh());
        bus.subscribe(Addresses.EXPIRED, expired -> refresh());
        bus.subscribe(Addresses.INDEX_CHANGED, changed -> refresh());
        vertx.setPeriodic(READ_MS, id -> {
            date = HttpDate.of(Instant.now());
            refresh();
        });
        // After a restart, the playlist must exist before the first player connects.
        return view.refresh().compose(read -> checkWindowSize()).compose(checked -> listen());
    }

    private void refresh() {
        view.refresh().onComplete(done -> {
            View now = view.now();
            ListedSegments listing =
                    new ListedSegments(now.nextMsn(), now.segments().size(), now.leader(), now.term());
            if (now.ready() && !listing.equals(reported)) {
                reported = listing;
                bus.publish(Addresses.LISTING, listing);
            }
        });
    }

    /** Fails if the segments of the playlist do not fit into memory. */
    private Future<Void> checkWindowSize() {
        long bytes = view.now().windowBytes();
        return bytes <= memory
                ? Future.succeededFuture()
                : Future.failedFuture(new IOException("SEGMENT_MEMORY=" + memory
                        + " is too small: the segments that the playlist lists have " + bytes + " bytes"));
    }

    private Future<Integer> listen() {
        listener = new HttpListener(vertx, limits(), registry);
        return listener.listen(address.host(), address.port(), requests())
                .onSuccess(listening -> {
                    port = listening;
                    LOG.info("Serving on http://{}:{}{}", address.host(), port, View.STREAM);
                })
                .recover(e -> Future.failedFuture(new IOException(
                        "cannot listen on " + address.host() + ":" + address.port() + " (HTTP_HOST, HTTP_PORT): "
                                + e.getMessage(),
                        e)));
    }

    private ListenerLimits limits() {
        DescriptorBudget budget = DescriptorBudget.ofThisProcess(alone);
        int limit = budget.connections(connections.total());
        int perAddress = DescriptorBudget.perAddress(connections.perAddress(), limit);
        LOG.info(
                "players may open {} connections (HTTP_MAX_CONNECTIONS), {} from one address"
                        + " (HTTP_MAX_CONNECTIONS_PER_ADDRESS); this process may open {} file descriptors,"
                        + " of which {} are reserved for the service itself",
                limit,
                perAddress == 0 ? "any number" : perAddress,
                budget.descriptors(),
                budget.reserved());
        if (connections.total().orElse(0) > limit) {
            LOG.warn(
                    "HTTP_MAX_CONNECTIONS={} is too high for {} file descriptors: Mux uses {}; raise the limit"
                            + " (ulimit -n, LimitNOFILE=, --ulimit nofile=)",
                    connections.total().getAsInt(),
                    budget.descriptors(),
                    limit);
        } else if (budget.low()) {
            LOG.warn(
                    "this process may open only {} file descriptors: raise the limit for more players"
                            + " (ulimit -n, LimitNOFILE=, --ulimit nofile=)",
                    budget.descriptors());
        }
        return new ListenerLimits(
                "players",
                limit,
                perAddress,
                ListenerLimits.Times.idle(IDLE),
                false,
                "HTTP_MAX_CONNECTIONS and HTTP_MAX_CONNECTIONS_PER_ADDRESS set these limits");
    }

    private RequestHandler requests() {
        return new RequestHandler(view::now, () -> date, source, new HttpMetrics(registry), pages);
    }

    /** Accepts no more requests. Completes when the present requests are answered, at the latest after 3 seconds. */
    @Override
    public Future<?> stop() {
        if (listener == null) {
            return Future.succeededFuture();
        }
        return listener.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS).onComplete(closed -> view.close());
    }
}
