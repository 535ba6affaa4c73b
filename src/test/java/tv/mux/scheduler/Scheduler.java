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

/** Plays the scheduler on a real socket: answers requests as it was told to, the last way for ever. */
final class Scheduler {
    /** How a request is answered. */
    interface Answer {
        void to(HttpServerRequest request);
    }

    /** Every request there has been. */
    final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    /** How many of them have ended, by either side. */
    final AtomicInteger ended = new AtomicInteger();

    private final Queue<Answer> answers;
    private final HttpServer server;

    private Scheduler(Vertx vertx, int port, List<Answer> answers) {
        this.answers = new ArrayDeque<>(answers);
        this.server = Wait.on(vertx.createHttpServer()
                .requestHandler(this::answer)
                .exceptionHandler(e -> {})
                .listen(port, "127.0.0.1"));
    }

    static Scheduler start(Vertx vertx, Answer... answers) {
        return new Scheduler(vertx, 0, List.of(answers));
    }

    static Scheduler startAt(Vertx vertx, int port, Answer... answers) {
        return new Scheduler(vertx, port, List.of(answers));
    }

    int port() {
        return server.actualPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    void stop() {
        Wait.on(server.close());
    }

    private void answer(HttpServerRequest request) {
        requests.add(request);
        request.response().exceptionHandler(e -> {});
        request.response().closeHandler(v -> ended.incrementAndGet());
        (answers.size() > 1 ? answers.remove() : answers.element()).to(request);
    }

    /** An event stream that begins with these parts, each a chunk of its own, and stays open. */
    static Answer stream(String... parts) {
        return request -> open(request, parts);
    }

    /** An event stream of these parts that is closed then. */
    static Answer streamAndEnd(String... parts) {
        return request -> open(request, parts).end();
    }

    /** An event stream of these parts whose connection breaks then. */
    static Answer streamAndBreak(String... parts) {
        return request -> {
            open(request, parts).write(":\n").onComplete(v -> request.connection()
                    .close());
        };
    }

    /** Nothing but a status. */
    static Answer status(int status) {
        return request -> request.response().setStatusCode(status).end();
    }

    /** A redirect. */
    static Answer redirect(int status, String location) {
        return request -> request.response()
                .setStatusCode(status)
                .putHeader("Location", location)
                .end("moved");
    }

    /** The text of an event that says what is on air. */
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
