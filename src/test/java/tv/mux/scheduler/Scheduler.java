package tv.mux.scheduler;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A scheduler for tests, on a real socket. Each request gets the next prepared response; the last response is repeated.
 */
final class Scheduler {
    /** Responds to a request. */
    interface Response {
        void to(HttpServerRequest request);
    }

    /** All requests so far. */
    final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    /** Number of requests that either side has ended. */
    final AtomicInteger ended = new AtomicInteger();

    private final Queue<Response> responses;
    private final HttpServer server;

    private Scheduler(Vertx vertx, int port, List<Response> responses) {
        this.responses = new ArrayDeque<>(responses);
        this.server = vertx.createHttpServer()
                .requestHandler(this::respond)
                .exceptionHandler(e -> {})
                .listen(port, "127.0.0.1")
                .await();
    }

    static Scheduler start(Vertx vertx, Response... responses) {
        return new Scheduler(vertx, 0, List.of(responses));
    }

    static Scheduler startAt(Vertx vertx, int port, Response... responses) {
        return new Scheduler(vertx, port, List.of(responses));
    }

    int port() {
        return server.actualPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    void stop() {
        server.close().await();
    }

    private void respond(HttpServerRequest request) {
        requests.add(request);
        request.response().exceptionHandler(e -> {});
        request.response().closeHandler(v -> ended.incrementAndGet());
        (responses.size() > 1 ? responses.remove() : responses.element()).to(request);
    }

    /** Sends an event stream that begins with these parts, each in its own chunk, and leaves it open. */
    static Response stream(String... parts) {
        return request -> open(request, parts);
    }

    /** Sends an event stream of these parts and closes it. */
    static Response streamAndEnd(String... parts) {
        return request -> open(request, parts).end();
    }

    /** Sends an event stream of these parts and breaks the connection. */
    static Response streamAndBreak(String... parts) {
        return request -> {
            open(request, parts).write(":\n").onComplete(v -> request.connection()
                    .close());
        };
    }

    static Response status(int status) {
        return request -> request.response().setStatusCode(status).end();
    }

    static Response redirect(int status, String location) {
        return request -> request.response()
                .setStatusCode(status)
                .putHeader("Location", location)
                .end("moved");
    }

    /** Returns the text of a playhead event. */
    static String playhead(String head) {
        return "event: playhead\ndata: {\"head\":\"" + head + "\",\"name\":\"A name\"}\n\n";
    }

    private static HttpServerResponse open(HttpServerRequest request, String... parts) {
        HttpServerResponse response =
                request.response().setChunked(true).putHeader("Content-Type", "Text/Event-Stream; charset=utf-8");
        response.writeHead();
        for (String part : parts) {
            response.write(part);
        }
        return response;
    }
}
