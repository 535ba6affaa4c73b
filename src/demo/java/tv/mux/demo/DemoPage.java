package tv.mux.demo;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Map;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo's page: plays the output in a browser and shows what is on air. Needs nothing from elsewhere. */
public final class DemoPage {
    private static final Logger LOG = LoggerFactory.getLogger(DemoPage.class);
    private static final String PAGE = "demo/index.html";
    private static final String WEBJAR = "META-INF/resources/webjars/hls.js/";
    private static final String SCRIPT = "/dist/hls.min.js";
    /** Nothing but this server, and what its own script makes (media source, worker). */
    private static final String POLICY =
            "default-src 'none'; connect-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
                    + "script-src 'self' 'unsafe-inline'; style-src 'unsafe-inline'; worker-src blob:";

    private DemoPage() {}

    /**
     * Returns {@code /}, {@code /demo/hls.min.js} and {@code /demo/status}, for the server that has {@code /live/}. The
     * status comes from the event bus of {@code vertx}, from this call on.
     */
    public static Map<String, Handler<HttpServerRequest>> pages(Vertx vertx) {
        Future<Buffer> page = vertx.executeBlocking(() -> resource(PAGE));
        Future<Buffer> player = vertx.executeBlocking(() -> resource(player()));
        page.onFailure(e -> LOG.error("the demo's page cannot be read: {}", e.getMessage()));
        player.onFailure(e -> LOG.error("the demo's player cannot be read: {}", e.getMessage()));
        DemoStatus status = new DemoStatus(vertx);
        return Map.of(
                "/",
                request -> send(request, page, "text/html; charset=utf-8"),
                "/demo/hls.min.js",
                request -> send(request, player, "text/javascript; charset=utf-8"),
                "/demo/status",
                request -> send(
                        request, Future.succeededFuture(status.json().toBuffer()), "application/json; charset=utf-8"));
    }

    private static void send(HttpServerRequest request, Future<Buffer> body, String type) {
        HttpServerResponse response = request.response();
        body.onSuccess(bytes -> response.putHeader("Content-Type", type)
                        .putHeader("Cache-Control", "no-cache")
                        .putHeader("Content-Security-Policy", POLICY)
                        .putHeader("X-Content-Type-Options", "nosniff")
                        .end(bytes))
                .onFailure(e -> response.setStatusCode(500).end());
    }

    private static Buffer resource(String name) throws IOException {
        try (InputStream in = DemoPage.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name + " is not on the classpath");
            }
            return Buffer.buffer(in.readAllBytes());
        }
    }

    /** Where hls.js lies, whichever version of it is on the classpath. */
    static String player() throws IOException {
        URL folder = DemoPage.class.getClassLoader().getResource(WEBJAR);
        if (folder == null || !(folder.openConnection() instanceof JarURLConnection connection)) {
            throw new FileNotFoundException(WEBJAR + " is in no jar of the classpath");
        }
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            return jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(WEBJAR) && name.endsWith(SCRIPT))
                    .findFirst()
                    .orElseThrow(() -> new FileNotFoundException("no " + SCRIPT + " in " + jar.getName()));
        }
    }
}
