package tv.mux.demo;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A scheduler: tells everybody who listens what is to be on air, as server-sent events (WHATWG HTML §9.2). Whoever
 * connects hears at once what holds now, whatever Last-Event-ID they bring. May be used from any thread.
 */
public final class Scheduler implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final long KEEP_ALIVE_MS = 10_000;

    private final Vertx vertx;
    private final Set<HttpServerResponse> listeners = new HashSet<>();
    private final long timer;
    private long id;
    private String last;

    /** Begins with nothing to say. */
    public Scheduler(Vertx vertx) {
        this.vertx = vertx;
        this.timer = vertx.setPeriodic(KEEP_ALIVE_MS, tick -> send(": keep-alive\n\n"));
    }

    /** Answers a request for the events; the response stays open. */
    @Override
    public synchronized void handle(RoutingContext request) {
        HttpServerResponse response = request.response();
        LOG.debug("scheduler: a listener, last event id {}", request.request().getHeader("Last-Event-ID"));
        response.closeHandler(closed -> forget(response));
        response.exceptionHandler(e -> forget(response));
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .write(last == null ? ": hello\n\n" : last);
        listeners.add(response);
    }

    /** Has this address on air from now on, under this name. */
    public synchronized void move(String head, String name) {
        JsonObject data = new JsonObject().put("head", head).put("name", name);
        last = "id: " + ++id + "\nevent: playhead\ndata: " + data.encode() + "\n\n";
        send(last);
    }

    /** Ends all connections. */
    public synchronized void close() {
        vertx.cancelTimer(timer);
        Set.copyOf(listeners).forEach(HttpServerResponse::end);
        listeners.clear();
    }

    private synchronized void send(String text) {
        listeners.forEach(listener -> listener.write(text));
    }

    private synchronized void forget(HttpServerResponse response) {
        listeners.remove(response);
    }
}
