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

/** The demo's web page, which plays the output and shows what is on air. Loads nothing from other servers. */
public final class DemoPage {
    private static final Logger LOG = LoggerFactory.getLogger(DemoPage.class);
    private static final String PAGE = "demo/index.html";
    private static final String WEBJAR = "META-INF/resources/webjars/hls.js/";
    private static final String SCRIPT = "/dist/hls.min.js";
    /** Allows this server, and the media sources and workers that the page's script creates. */
    private static final String POLICY =
            "default-src 'none'; connect-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
                    + "script-src 'self' 'unsafe-inline'; style-src 'unsafe-inline'; worker-src blob:";

    private DemoPage() {}

    /**
     * Returns the handlers of {@code /}, {@code /demo/hls.min.js} and {@code /demo/status}. The page plays
     * {@code /live/stream.m3u8} of the same server. The status comes from the event bus of {@code vertx}.
     */
    public static Map<String, Handler<HttpServerRequest>> pages(Vertx vertx) {
        Future<Buffer> page = vertx.executeBlocking(() -> resource(PAGE));
        Future<Buffer> player = vertx.executeBlocking(() -> resource(playerPath()));
        page.onFailure(e -> LOG.error("the page of the demo cannot be read from the jar: {}", e.getMessage()));
        player.onFailure(e -> LOG.error("hls.js cannot be read from the jar: {}", e.getMessage()));
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
                throw new FileNotFoundException(name + " is not on the class path");
            }
            return Buffer.buffer(in.readAllBytes());
        }
    }

    /** Finds hls.js on the class path, whatever its version is. */
    private static String playerPath() throws IOException {
        URL folder = DemoPage.class.getClassLoader().getResource(WEBJAR);
        if (folder == null || !(folder.openConnection() instanceof JarURLConnection connection)) {
            throw new FileNotFoundException(WEBJAR + " is not in a jar of the class path");
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
