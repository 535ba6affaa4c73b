package tv.mux.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.config.Config;
import tv.mux.harness.Ports;
import tv.mux.model.Segment;
import tv.mux.server.ListenerTransport;

class AdminVerticleIT {
    private final Vertx vertx =
            Vertx.builder().withTransport(new ListenerTransport()).build();

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** Release 0.3 wrote titles to the index without escaping them. */
    @Test
    void escapesUntrustedTextInTheStatus() throws Exception {
        int port = Ports.free();
        vertx.deployVerticle(new AdminVerticle(
                        new Config.Listen("127.0.0.1", port),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        new JsonObject().put("id", "n")))
                .await(10, TimeUnit.SECONDS);
        Segment segment = new Segment(
                7,
                0,
                false,
                0,
                4000,
                true,
                "r",
                1,
                "http://u:p@h/a?t",
                "N\u00e4chste\u202e\u001b[31m",
                List.of(1L),
                List.of());
        new Bus(vertx).publish(Addresses.PUBLISHED, segment);
        URI status = URI.create("http://127.0.0.1:" + port + "/api/status");
        await().until(() -> new JsonObject(read(status)).getJsonObject("newest") != null);
        String text = read(status);
        JsonObject newest = new JsonObject(text).getJsonObject("newest");
        assertThat(newest.getString("title")).isEqualTo("N\u00e4chste\\u202e\\u001b[31m");
        assertThat(newest.getString("head")).isEqualTo("http://h/a?...");
        assertThat(newest.getLong("msn")).isEqualTo(7);
        assertThat(newest.getJsonArray("bytes").encode()).isEqualTo("[1]");
        assertThat(text).doesNotContain("\u202e");
    }

    private static String read(URI uri) throws IOException {
        try (InputStream in = uri.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
