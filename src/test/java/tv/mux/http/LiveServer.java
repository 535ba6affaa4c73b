package tv.mux.http;

import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.config.Config;
import tv.mux.indexing.SegmentFiles;
import tv.mux.model.Segment;
import tv.mux.server.ListenerTransport;

/** The real server on a port of its own, a stream that the test writes, and a client: there for one test. */
final class LiveServer implements BeforeEachCallback, AfterEachCallback {
    private final Vertx vertx =
            Vertx.builder().withTransport(new ListenerTransport()).build();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Path dir;
    private StreamOnDisk log;
    private HttpVerticle server;

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        dir = Files.createTempDirectory("mux-http");
        log = new StreamOnDisk(Files.createDirectory(segmentsDir()));
        deploy(another(config(0)));
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        vertx.fileSystem().deleteRecursive(dir.toString()).await(10, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** Another server over the same stream, not deployed yet. */
    HttpVerticle another(Config config) {
        return new HttpVerticle(config, log, new SegmentFiles(vertx, segmentsDir()), registry);
    }

    /** Puts another server beside the first one; it is the one that is asked from now on. */
    void deploy(HttpVerticle verticle) throws Exception {
        server = verticle;
        vertx.deployVerticle(server).await(10, TimeUnit.SECONDS);
    }

    static Config config(int port) {
        return Config.from(Map.of("HTTP_HOST", "127.0.0.1", "HTTP_PORT", Integer.toString(port), "ADMIN_PORT", "0"));
    }

    /** Publishes a segment, and waits until it is listed. */
    Segment publish(int bytes) throws Exception {
        Segment segment = log.append(bytes);
        new Bus(vertx).publish(Addresses.PUBLISHED, segment);
        await().until(() -> http().get(View.STREAM).text().contains(segment.file()));
        return segment;
    }

    static String path(Segment segment) {
        return "/live/" + segment.file();
    }

    Vertx vertx() {
        return vertx;
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    Path segmentsDir() {
        return dir.resolve("segments");
    }

    StreamOnDisk log() {
        return log;
    }

    HttpVerticle server() {
        return server;
    }

    RawHttp http() {
        return new RawHttp(server.port());
    }
}
