package tv.mux.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Authentication and routes of the HTTP listener for other nodes. */
class NodeVerticleIT {
    private static final int MAX_BODY_BYTES = 64 * 1024;

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /log",
                "GET /segments/0/1-a.ts",
                "POST /copies?from=a",
                "POST /log",
                "GET /nothing",
                "GET /%zz",
                "GET log",
                "GET http://x",
                "OPTIONS *"
            })
    void anUnsignedRequestIsRefusedAndCounted(String request) throws Exception {
        try (NodeListener node = new NodeListener(dir)) {
            Files.write(node.segments().resolve("1-a.ts"), new byte[] {1, 2, 3});

            assertThat(send(node, request, ""))
                    .startsWith("HTTP/1.1 401 ")
                    .contains("WWW-Authenticate: Mux-HMAC-SHA256 challenge=\"")
                    .endsWith("\r\n\r\n");
            assertThat(node.refused()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /log", "POST /segments/0/1-a.ts", "HEAD /segments/0/1-a.ts", "GET /copies", "GET /"})
    void aSignedRequestForAnotherMethodOrPathIsNotFound(String request) throws Exception {
        try (NodeListener node = new NodeListener(dir)) {
            Files.write(node.segments().resolve("1-a.ts"), new byte[] {1, 2, 3});
            awaitChallenge(node);

            assertThat(send(node, request, signed(node, request))).startsWith("HTTP/1.1 404 ");
            assertThat(node.refused()).isZero();
        }
    }

    @Test
    void aSignedBodyThatIsTooLongIsNotRead() throws Exception {
        try (NodeListener node = new NodeListener(dir)) {
            awaitChallenge(node);
            String request = "POST /copies?from=a";

            String headers = signed(node, request) + "Content-Length: " + (MAX_BODY_BYTES + 1) + "\r\n";
            assertThat(send(node, request, headers)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void aBodyWithAnotherDigestThanTheSignedOneIsNotCopied() throws Exception {
        try (NodeListener node = new NodeListener(dir)) {
            awaitChallenge(node);
            String request = "POST /copies?from=a";

            assertThat(send(node, request, signed(node, request) + "Content-Length: 2\r\n", "{}"))
                    .startsWith("HTTP/1.1 502 ");
        }
    }

    /** Sends a request with the client, so that the signer has the node's challenge. The node has no index. */
    private static void awaitChallenge(NodeListener node) {
        assertThat(node.client
                        .get(node.url, "/log", 1)
                        .transform(response -> Future.succeededFuture(response.cause()))
                        .await())
                .hasMessageContaining("404");
    }

    private static String signed(NodeListener node, String request) {
        String[] parts = request.split(" ", 2);
        return "Authorization: " + node.signer.authorization(node.url, parts[0], parts[1], new byte[0]) + "\r\n";
    }

    private static String send(NodeListener node, String request, String headers) throws Exception {
        return send(node, request, headers, "");
    }

    private static String send(NodeListener node, String request, String headers, String body) throws Exception {
        String head = request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n";
        return node.send((head + body).getBytes(StandardCharsets.ISO_8859_1));
    }
}
