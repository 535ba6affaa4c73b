package tv.mux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tv.mux.auth.TlsFiles;
import tv.mux.config.Config;
import tv.mux.harness.Ports;
import tv.mux.server.HttpListener;
import tv.mux.server.ListenerLimits;
import tv.mux.server.ListenerTransport;

/** The clustered event bus of muxers with CLUSTER_BUS_PORT, over real sockets and Hazelcast members. */
class BusIT {
    private static final long LIMIT_S = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] ZEROS = new byte[1 << 20];

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void messagesAreDeliveredAndLongFramesAreRefused() throws Exception {
        int port = testBus(Map.of());
        assertThat(meters.counter("mux.cluster.refused", "listener", "event bus")
                        .count())
                .as("port %s", port)
                .isPositive();
    }

    @Test
    void withTlsAPeerWithoutACertificateIsRefused() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create();
        try {
            Map<String, String> tls = Map.of(
                    "CLUSTER_TLS_CERT", certificate.certificatePath(),
                    "CLUSTER_TLS_KEY", certificate.privateKeyPath(),
                    "CLUSTER_TLS_CA", certificate.certificatePath());
            testBus(tls);
            testNodeListener(Config.from(settings(Ports.free(), Ports.free(), tls))
                    .cluster()
                    .tls());
        } finally {
            certificate.delete();
        }
    }

    /** Starts two muxers and floods the bus of the first one. Returns the port of that bus. */
    private int testBus(Map<String, String> extra) throws Exception {
        int one = Ports.free();
        int two = Ports.free();
        Map<String, String> settings = settings(one, two, extra);
        int port = Integer.parseInt(settings.get("CLUSTER_BUS_PORT"));
        Members first = Members.start(Config.from(settings), meters).await(LIMIT_S, TimeUnit.SECONDS);
        try {
            settings.put("CLUSTER_PORT", "" + two);
            settings.put("CLUSTER_BUS_PORT", "" + Ports.free());
            Members second = Members.start(Config.from(settings), new SimpleMeterRegistry())
                    .await(LIMIT_S, TimeUnit.SECONDS);
            try {
                assertDelivers(second.vertx().eventBus(), first.vertx().eventBus());
                assertThat(flood(port)).as("megabytes accepted").isLessThan(100);
                assertDelivers(second.vertx().eventBus(), first.vertx().eventBus());
            } finally {
                second.stop().await(LIMIT_S, TimeUnit.SECONDS);
            }
        } finally {
            first.stop().await(LIMIT_S, TimeUnit.SECONDS);
        }
        return port;
    }

    private static Map<String, String> settings(int one, int two, Map<String, String> extra) {
        Map<String, String> settings = new HashMap<>(extra);
        settings.put("CLUSTER_NAME", "bus-it-" + one);
        settings.put("CLUSTER_MEMBERS", "127.0.0.1:" + one + ",127.0.0.1:" + two);
        settings.put("CLUSTER_HOST", "127.0.0.1");
        settings.put("CLUSTER_PORT", "" + one);
        settings.put("CLUSTER_BUS_PORT", "" + Ports.free());
        settings.put("CLUSTER_SECRET", "the-secret-of-this-cluster");
        return settings;
    }

    private static void assertDelivers(EventBus from, EventBus to) {
        AtomicInteger received = new AtomicInteger();
        var consumer = to.consumer("test", message -> received.incrementAndGet());
        await("a message").atMost(PATIENCE).until(() -> {
            from.publish("test", "hello");
            return received.get() > 0;
        });
        consumer.unregister();
    }

    /** Sends a long frame. Returns how many megabytes were sent before the connection was closed. */
    private static int flood(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(new byte[] {0x0c, (byte) 0x80, 0, 0});
            for (int sent = 0; sent < 200; sent++) {
                try {
                    socket.getOutputStream().write(ZEROS);
                } catch (IOException e) {
                    return sent;
                }
            }
            return 200;
        }
    }

    /** Tests the same TLS files on an HTTP listener. Its limits apply as they do without TLS. */
    private static void testNodeListener(Config.Tls tls) throws Exception {
        Vertx vertx = Vertx.builder().withTransport(new ListenerTransport()).build();
        ListenerLimits limits =
                new ListenerLimits("test", 10, 0, ListenerLimits.Times.idle(Duration.ofSeconds(LIMIT_S)), true, "none");
        HttpClientOptions clientOptions =
                new HttpClientOptions().setTrustOptions(TlsFiles.trusted(tls)).setVerifyHost(false);
        try {
            int port = new HttpListener(vertx, limits, TlsFiles.server(tls), new SimpleMeterRegistry())
                    .listen("127.0.0.1", 0, request -> request.response().end("hello"))
                    .await(LIMIT_S, TimeUnit.SECONDS);
            RequestOptions options = new RequestOptions().setAbsoluteURI("https://127.0.0.1:" + port + "/");
            Buffer body = vertx.createHttpClient(clientOptions)
                    .request(options)
                    .compose(request -> request.send())
                    .compose(response -> response.body())
                    .await(LIMIT_S, TimeUnit.SECONDS);
            assertThat(body.toString()).isEqualTo("hello");
            int status = vertx.createHttpClient(clientOptions)
                    .request(options.setMethod(HttpMethod.POST))
                    .compose(request -> request.setChunked(true).send("1"))
                    .map(HttpClientResponse::statusCode)
                    .await(LIMIT_S, TimeUnit.SECONDS);
            assertThat(status).isEqualTo(400);
        } finally {
            vertx.close().await(LIMIT_S, TimeUnit.SECONDS);
        }
    }
}
