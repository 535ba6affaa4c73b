package tv.mux.input;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A real HTTP server that plays an input: a live list that the test moves, and answers of its own where it wants them.
 */
final class LiveServer {
    private final HttpServer server;
    private final Map<String, Consumer<HttpServerRequest>> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String playlist = "";

    LiveServer(Vertx vertx) throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private void answer(HttpServerRequest request) {
        asked.add(request.path());
        Consumer<HttpServerRequest> own = answers.get(request.path());
        if (own != null) {
            own.accept(request);
        } else if (request.path().endsWith(".m3u8")) {
            request.response().end(playlist);
        } else {
            request.response().end(segment(request.path()));
        }
    }

    /** Two packets that say which segment they are. */
    static Buffer segment(String path) {
        byte[] bytes = new byte[2 * 188];
        bytes[0] = 0x47;
        bytes[188] = 0x47;
        return Buffer.buffer(bytes).setString(4, path);
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    int port() {
        return server.actualPort();
    }

    /** Answers this path in this way from now on. */
    void on(String path, Consumer<HttpServerRequest> answer) {
        answers.put(path, answer);
    }

    /** Answers this path as it does by itself again. */
    void well(String path) {
        answers.remove(path);
    }

    void status(String path, int status) {
        on(path, request -> request.response().setStatusCode(status).end());
    }

    void redirect(String path, String location) {
        on(path, request -> request.response()
                .setStatusCode(302)
                .putHeader("Location", location)
                .end());
    }

    void playlist(String text) {
        playlist = text;
    }

    /**
     * Lists segments first..last of 0.4 s each, which makes a target duration of nothing, so that it is loaded often.
     */
    void list(long first, long last) {
        playlist = text(first, last);
    }

    static String text(long first, long last) {
        StringBuilder text =
                new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:0\n#EXT-X-MEDIA-SEQUENCE:" + first + "\n");
        for (long n = first; n <= last; n++) {
            text.append("#EXTINF:0.4,\n").append(n).append(".ts\n");
        }
        return text.toString();
    }

    /** How often this path was asked for. */
    long asked(String path) {
        return asked.stream().filter(path::equals).count();
    }

    /** How many segments were asked for. */
    long segmentsAsked() {
        return asked.stream().filter(path -> path.endsWith(".ts")).distinct().count();
    }

    void close() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
