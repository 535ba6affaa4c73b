package tv.mux.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.auth.RequestSigner;
import tv.mux.fuzz.Fuzz;

/** Fuzz test of the HTTP listener for other nodes. */
class NodeVerticleFuzzIT {
    @TempDir
    Path dir;

    @Test
    void noRandomOrMutatedRequestIsServedAndValidOnesStillAre() throws Exception {
        try (NodeListener node = new NodeListener(dir)) {
            Files.write(node.segments().resolve("1-a.ts"), new byte[] {1, 2, 3});

            Fuzz.run("node requests", 1_500, Duration.ofSeconds(5), random -> {
                String response = node.send(request(node.signer, node.url, random));
                assertThat(response)
                        .doesNotContain(" 200 ")
                        .doesNotContain(" 204 ")
                        .doesNotContain(" 500 ");
            });

            assertThat(node.client
                            .get(node.url, "/segments/0/1-a.ts", 10)
                            .await(NodeListener.LIMIT_S, TimeUnit.SECONDS)
                            .getBytes())
                    .containsExactly(1, 2, 3);
            assertThat(node.refused()).isPositive();
        }
    }

    /** Random bytes, or a request of a node with random changes. The listener must serve none of them. */
    private static byte[] request(RequestSigner signer, String url, Random random) {
        if (random.nextInt(10) == 0) {
            byte[] noise = new byte[random.nextInt(2_000)];
            random.nextBytes(noise);
            return noise;
        }
        String path = List.of("/log", "/segments/0/1-a.ts", "/copies?from=x", "/copies", "/")
                .get(random.nextInt(5));
        String method = random.nextBoolean() ? "GET" : "POST";
        String body = method.equals("GET") ? "" : "{\"msn\":1,\"bytes\":[3]}";
        String signature = random.nextBoolean()
                ? signer.authorization(url, method, path, new byte[0])
                : "Mux-HMAC-SHA256 " + "A".repeat(random.nextInt(300));
        StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: "
                + signature + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
        for (int i = random.nextInt(6); i > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.insert(at, "" + (char) random.nextInt(256));
                default -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
