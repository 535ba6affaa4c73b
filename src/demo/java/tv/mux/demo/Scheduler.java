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
 * A scheduler that sends playhead events to all clients as server-sent events (WHATWG HTML §9.2). A new client gets the
 * latest event at once, whatever its Last-Event-ID is. Thread-safe.
 */
public final class Scheduler implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final long KEEP_ALIVE_MS = 10_000;

    private final Vertx vertx;
    private final Set<HttpServerResponse> clients = new HashSet<>();
    private final long timer;
    private long id;
    private String last;

    /** Creates a scheduler that has no event yet. */
    public Scheduler(Vertx vertx) {
        this.vertx = vertx;
        this.timer = vertx.setPeriodic(KEEP_ALIVE_MS, tick -> send(": keep-alive\n\n"));
    }

    /** Answers a request for events. The response stays open. */
    @Override
    public synchronized void handle(RoutingContext request) {
        HttpServerResponse response = request.response();
        LOG.debug(
                "scheduler: a client has connected, Last-Event-ID {}",
                request.request().getHeader("Last-Event-ID"));
        response.closeHandler(closed -> removeClient(response));
        response.exceptionHandler(e -> removeClient(response));
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .write(last == null ? ": connected\n\n" : last);
        clients.add(response);
    }

    /** Sends a playhead event with a head URL and a name. */
    public synchronized void move(String head, String name) {
        JsonObject data = new JsonObject().put("head", head).put("name", name);
        last = "id: " + ++id + "\nevent: playhead\ndata: " + data.encode() + "\n\n";
        send(last);
    }

    /** Ends all responses. */
    public synchronized void close() {
        vertx.cancelTimer(timer);
        Set.copyOf(clients).forEach(HttpServerResponse::end);
        clients.clear();
    }

    private synchronized void send(String text) {
        clients.forEach(client -> client.write(text));
    }

    private synchronized void removeClient(HttpServerResponse response) {
        clients.remove(response);
    }
}
