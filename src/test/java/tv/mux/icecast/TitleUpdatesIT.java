package tv.mux.icecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.mux.config.Config;

/** Title updates over a real connection. */
@ExtendWith(VertxExtension.class)
class TitleUpdatesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private Context context;

    @BeforeEach
    void setUp(Vertx vertx) {
        context = vertx.getOrCreateContext();
    }

    @Test
    void aFailedUpdateIsRepeatedWithTheLatestTitle(Vertx vertx) {
        HttpServer server = listen(vertx, request -> {
            requests.add(request.getHeader("Authorization") + " " + request.getHeader("User-Agent") + " "
                    + request.getParam("song"));
            request.response().setStatusCode(requests.size() < 3 ? 500 : 200).end();
        });
        TitleUpdates titles = titles(vertx, server);
        context.runOnContext(v -> {
            titles.title("first");
            titles.mounted();
        });
        await("a failed update").atMost(PATIENCE).until(() -> !requests.isEmpty());
        context.runOnContext(v -> titles.title("Café & 100 %"));
        await("an accepted update").atMost(PATIENCE).until(() -> count("taken") == 1);

        assertThat(count("failed")).isEqualTo(2);
        assertThat(requests).first().asString().endsWith(" first");
        assertThat(requests).last().isEqualTo("Basic c291cmNlOnNlc2FtZQ== mux Café & 100 %");
    }

    @Test
    void thePasswordDoesNotFollowARedirect(Vertx vertx) {
        HttpServer other = listen(vertx, request -> {
            requests.add("redirected");
            request.response().end();
        });
        HttpServer server = listen(vertx, request -> request.response()
                .setStatusCode(302)
                .putHeader("Location", "http://127.0.0.1:" + other.actualPort() + "/")
                .end());
        TitleUpdates titles = titles(vertx, server);
        context.runOnContext(v -> {
            titles.title("title");
            titles.mounted();
        });
        await("two failed updates").atMost(PATIENCE).until(() -> count("failed") >= 2);

        assertThat(requests).isEmpty();
        assertThat(count("taken")).isZero();
    }

    private TitleUpdates titles(Vertx vertx, HttpServer server) {
        Config.Icecast icecast = Config.from(Map.of(
                        "ICECAST_HOST",
                        "127.0.0.1",
                        "ICECAST_PORT",
                        "" + server.actualPort(),
                        "ICECAST_SOURCE_PASSWORD",
                        "sesame"))
                .icecast();
        return new TitleUpdates(vertx, icecast, new IcecastMetrics(meters));
    }

    private double count(String outcome) {
        return meters.counter("mux.icecast.titles", "outcome", outcome).count();
    }

    private static HttpServer listen(Vertx vertx, Handler<HttpServerRequest> handler) {
        return vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .await();
    }
}
