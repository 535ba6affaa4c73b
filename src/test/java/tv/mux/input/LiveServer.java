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
 * An HTTP server that simulates an input. It serves a live playlist, which the test changes, and a segment at any other
 * path. The test can define other responses for single paths.
 */
final class LiveServer {
    private final HttpServer server;
    private final Map<String, Consumer<HttpServerRequest>> responses = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile String playlist = "";

    LiveServer(Vertx vertx) throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(this::handle)
                .listen(0, "127.0.0.1")
                .await(30, TimeUnit.SECONDS);
    }

    private void handle(HttpServerRequest request) {
        requests.add(request.path());
        Consumer<HttpServerRequest> response = responses.get(request.path());
        if (response != null) {
            response.accept(request);
        } else if (request.path().endsWith(".m3u8")) {
            request.response().end(playlist);
        } else {
            request.response().end(segment(request.path()));
        }
    }

    /** Returns a segment of two packets that contain the path. */
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

    /** Defines the response for a path. */
    void respond(String path, Consumer<HttpServerRequest> response) {
        responses.put(path, response);
    }

    /** Restores the default response for a path. */
    void restore(String path) {
        responses.remove(path);
    }

    void status(String path, int status) {
        respond(path, request -> request.response().setStatusCode(status).end());
    }

    void redirect(String path, String location) {
        respond(path, request -> request.response()
                .setStatusCode(302)
                .putHeader("Location", location)
                .end());
    }

    void playlist(String text) {
        playlist = text;
    }

    /**
     * Lists segments of 0.4 s each. EXT-X-TARGETDURATION is 0, so the reader reloads the playlist often.
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

    /** Returns the number of requests for a path. */
    long requestCount(String path) {
        return requests.stream().filter(path::equals).count();
    }

    /** Returns the number of different segments that were requested. */
    long requestedSegments() {
        return requests.stream().filter(path -> path.endsWith(".ts")).distinct().count();
    }

    void close() throws Exception {
        server.close().await(30, TimeUnit.SECONDS);
    }
}
