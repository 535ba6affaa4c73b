package tv.mux.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.common.MonotonicClock;
import tv.mux.common.Repeats;

/**
 * An HTTP/1.1 server that enforces {@link ListenerLimits}: connections in total and per address, and time for a
 * request, for a response and without a request. It resets and counts connections of clients that are too slow. It
 * answers requests with ambiguous framing with an error status and closes their connections. Its Vert.x must use {@link
 * ListenerTransport}.
 */
public final class HttpListener {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_LINE_BYTES = 4 * 1024;
    private static final long CHECK_MS = 1_000;

    private final Vertx vertx;
    private final ListenerLimits limits;
    private final Optional<SslContext> tls;
    private final Admission admission;
    private final Map<Connection.Cause, Counter> resets = new EnumMap<>(Connection.Cause.class);
    private HttpServer server;
    private long timer;
    private final Repeats limitReached = new Repeats();
    private long closedBefore;

    /** Creates a listener without TLS. {@link #listen} opens it. */
    public HttpListener(Vertx vertx, ListenerLimits limits, MeterRegistry meters) {
        this(vertx, limits, Optional.empty(), meters);
    }

    /**
     * Creates a listener. {@link #listen} opens it.
     *
     * @param tls TLS context; empty: no TLS
     * @param meters registry for its metrics, which are tagged with the listener's name
     */
    public HttpListener(Vertx vertx, ListenerLimits limits, Optional<SslContext> tls, MeterRegistry meters) {
        this.vertx = vertx;
        this.limits = limits;
        this.tls = tls;
        this.admission = new Admission(limits);
        Gauge.builder("mux.http.connections", admission, Admission::size)
                .description("Open connections of clients")
                .tag("listener", limits.name())
                .register(meters);
        FunctionCounter.builder("mux.http.connections.refused", admission, Admission::refused)
                .description("New connections closed at once because a limit was reached")
                .tag("listener", limits.name())
                .register(meters);
        FunctionCounter.builder("mux.http.connections.displaced", admission, Admission::displaced)
                .description("Idle connections closed to make room for new ones")
                .tag("listener", limits.name())
                .register(meters);
        for (Connection.Cause cause : Connection.Cause.values()) {
            resets.put(
                    cause,
                    Counter.builder("mux.http.connections.cut")
                            .description("Connections reset because their client was too slow")
                            .tag("listener", limits.name())
                            .tag("cause", cause.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    /**
     * Opens the listener and returns its port. Call it once, on the context that serves the requests.
     *
     * @param port port to listen on; 0: any free port
     */
    public Future<Integer> listen(String host, int port, Handler<HttpServerRequest> requests) {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                // A load balancer may offer HTTP/2. Nodes do not use it, and no player uses it without TLS.
                .setHttp2ClearTextEnabled(false);
        server = vertx.createHttpServer(options)
                .connectionHandler(connection -> connection.exceptionHandler(
                        e -> LOG.debug("connection from {} failed: {}", connection.remoteAddress(), e.toString())))
                .invalidRequestHandler(HttpListener::refuse)
                .requestHandler(requests);
        timer = vertx.setPeriodic(CHECK_MS, id -> check());
        return ListenerTransport.open(new Acceptor(), () -> server.listen(port, host))
                .map(HttpServer::actualPort);
    }

    /** Accepts no more requests. Completes when pending requests are answered or the timeout has passed. */
    public Future<Void> shutdown(long timeout, TimeUnit unit) {
        vertx.cancelTimer(timer);
        return server == null ? Future.succeededFuture() : server.shutdown(timeout, unit);
    }

    /** Runs on the acceptor's thread. Closes a refused connection before Vert.x allocates anything for it. */
    @ChannelHandler.Sharable
    private final class Acceptor extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Channel channel = (Channel) message;
            admission
                    .admit(channel)
                    .ifPresentOrElse(
                            connection -> {
                                tls.ifPresent(with -> channel.pipeline().addFirst(with.newHandler(channel.alloc())));
                                channel.pipeline()
                                        .addLast(new RequestGuard.Installer(admission, connection, limits.bodies()));
                                context.fireChannelRead(channel);
                            },
                            () -> {
                                Connection.reset(channel);
                                channel.unsafe().closeForcibly();
                            });
        }
    }

    private static void refuse(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        int status = 400;
        String why = "the request is malformed";
        if (cause instanceof RefusedRequestException refused) {
            status = refused.status();
            why = refused.getMessage();
        } else if (cause instanceof TooLongHttpLineException) {
            status = 414;
            why = "the request line is too long";
        } else if (cause instanceof TooLongHttpHeaderException) {
            status = 431;
            why = "the headers are too long";
        }
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain")
                .end(why + "\n");
        request.connection().close();
    }

    private void check() {
        long now = System.nanoTime();
        Map<EventLoop, List<Connection>> byLoop = new HashMap<>();
        for (Connection connection : admission.all()) {
            if (connection.channel().isRegistered()) {
                byLoop.computeIfAbsent(connection.channel().eventLoop(), loop -> new ArrayList<>())
                        .add(connection);
            }
        }
        byLoop.forEach((loop, connections) -> {
            if (loop.inEventLoop()) {
                check(connections, now);
            } else {
                loop.execute(() -> check(connections, now));
            }
        });
        logReachedLimit();
    }

    private void check(List<Connection> connections, long now) {
        for (Connection connection : connections) {
            connection.check(now, limits.times()).ifPresent(cause -> resets.get(cause)
                    .increment());
        }
    }

    private void logReachedLimit() {
        long closed = admission.refused() + admission.displaced();
        boolean reached = closed > closedBefore;
        closedBefore = closed;
        // Never reset: a limit that is reached again and again must not fill the log.
        if (!reached || limitReached.count(limits.name(), MonotonicClock.nowMs()) == 0) {
            return;
        }
        LOG.warn(
                "{}: {} connections are open, at most {} are allowed, {} from one address; since the start, {} new"
                        + " connections were refused and {} idle ones were closed to make room; {}",
                limits.name(),
                admission.size(),
                limits.connections(),
                limits.perAddress() == 0 ? "any number" : limits.perAddress(),
                admission.refused(),
                admission.displaced(),
                limits.remedy());
    }
}
