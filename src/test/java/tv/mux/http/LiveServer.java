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

/** A JUnit extension that gives each test an {@link HttpVerticle}, a stream that the test writes, and a client. */
final class LiveServer implements BeforeEachCallback, AfterEachCallback {
    private final Vertx vertx =
            Vertx.builder().withTransport(new ListenerTransport()).build();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Path dir;
    private FakeIndex index;
    private HttpVerticle server;

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        dir = Files.createTempDirectory("mux-http");
        index = new FakeIndex(Files.createDirectory(segmentsDir()));
        deploy(newServer(config(0)));
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        vertx.fileSystem().deleteRecursive(dir.toString()).await(10, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** Creates another server of the same stream, which is not deployed yet. */
    HttpVerticle newServer(Config config) {
        return new HttpVerticle(config, index, new SegmentFiles(vertx, segmentsDir()), registry);
    }

    /** Deploys another server, which gets the requests of {@link #http} from now on. */
    void deploy(HttpVerticle verticle) throws Exception {
        server = verticle;
        vertx.deployVerticle(server).await(10, TimeUnit.SECONDS);
    }

    static Config config(int port) {
        return Config.from(Map.of("HTTP_HOST", "127.0.0.1", "HTTP_PORT", Integer.toString(port), "ADMIN_PORT", "0"));
    }

    /** Publishes a segment, and waits until the playlist lists it. */
    Segment publish(int bytes) throws Exception {
        Segment segment = index.append(bytes);
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

    FakeIndex index() {
        return index;
    }

    HttpVerticle server() {
        return server;
    }

    RawHttp http() {
        return new RawHttp(server.port());
    }
}
