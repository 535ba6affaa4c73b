package tv.mux.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.mux.auth.RequestSigner;
import tv.mux.config.Secret;

/** Requests to other nodes: their headers, and their limits of size and time. */
@ExtendWith(VertxExtension.class)
class NodeClientIT {
    private static final long LIMIT_S = 20;
    private static final Buffer BODY = Buffer.buffer("{\"msn\":1}");

    private Vertx vertx;
    private NodeClient client;

    @BeforeEach
    void start(Vertx vertx) {
        this.vertx = vertx;
        RequestSigner signer = new RequestSigner(new Secret(List.of("the-secret")), new SecureRandom());
        client = new NodeClient(vertx.createHttpClient(), Optional.of(signer));
    }

    @Test
    void aPostHasTheHeadersThatNodesOfEveryReleaseSend() throws Exception {
        List<String> requests = new CopyOnWriteArrayList<>();
        String url = serve(request -> request.body().onSuccess(body -> {
            requests.add(request.method() + " " + request.uri() + " "
                    + request.headers().names().stream()
                            .map(String::toLowerCase)
                            .sorted()
                            .toList()
                    + " " + body);
            request.response().setStatusCode(204).end();
        }));

        result(client.post(url, "/copies?from=a", BODY, 5_000));
        assertThat(requests)
                .containsExactly("POST /copies?from=a [authorization, content-length, host] " + BODY.toString());
    }

    @Test
    void aPostFailsIfTheNodeDoesNotRespondWith204AndFollowsNoRedirect() throws Exception {
        AtomicBoolean redirected = new AtomicBoolean();
        String other = serve(request -> {
            redirected.set(true);
            request.response().setStatusCode(204).end();
        });
        String url = serve(request -> request.response()
                .setStatusCode(303)
                .putHeader("Location", other + "/copies")
                .end());

        assertThatThrownBy(() -> result(client.post(url, "/copies", BODY, 5_000)))
                .hasMessageContaining("status 303");
        assertThat(redirected).isFalse();
    }

    @Test
    void aPostToANodeThatDoesNotRespondFailsAndClosesTheConnection() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        String url = serve(request -> request.connection().closeHandler(v -> closed.set(true)));

        assertThatThrownBy(() -> result(client.post(url, "/copies", BODY, 300))).hasMessageContaining("300");
        await().untilTrue(closed);
    }

    @Test
    void aPostIsRepeatedOnceWithANewChallenge() throws Exception {
        List<String> signatures = new CopyOnWriteArrayList<>();
        String url = serve(request -> {
            signatures.add(request.getHeader("Authorization"));
            request.response()
                    .setStatusCode(401)
                    .putHeader("WWW-Authenticate", "Mux-HMAC-SHA256 challenge=\"AAAAAAAAAAAAAAAAAAAAAA\"")
                    .end();
        });

        assertThatThrownBy(() -> result(client.post(url, "/copies", BODY, 5_000)))
                .hasMessageContaining("status 401");
        assertThat(signatures).hasSize(2);
        assertThat(signatures.get(1)).startsWith("Mux-HMAC-SHA256 AAAAAAAAAAAAAAAAAAAAAA ");
    }

    @Test
    void aBodyThatExceedsTheLimitIsNotDownloaded() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        String url = serve(request -> {
            request.connection().closeHandler(v -> closed.set(true));
            request.response().putHeader("Content-Length", "11").write("the start");
        });

        assertThatThrownBy(() -> result(client.get(url, "/log", 10))).hasMessageContaining("Content-Length=11");
        await().untilTrue(closed);
    }

    @Test
    void aBodyWithoutContentLengthIsNotDownloaded() throws Exception {
        String url = serve(request -> request.response().setChunked(true).end("text"));

        assertThatThrownBy(() -> result(client.get(url, "/log", 10))).hasMessageContaining("Content-Length=null");
    }

    @Test
    void anInvalidUrlFailsTheRequest() {
        assertThatThrownBy(() -> result(client.post("no url", "/copies", BODY, 300)))
                .hasMessageContaining("no url");
    }

    private String serve(Handler<HttpServerRequest> handler) throws Exception {
        int port = vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .await(LIMIT_S, TimeUnit.SECONDS)
                .actualPort();
        return "http://127.0.0.1:" + port;
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.await(LIMIT_S, TimeUnit.SECONDS);
    }
}
