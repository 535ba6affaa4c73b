package tv.mux.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.auth.RequestSigner;
import tv.mux.config.Config;
import tv.mux.config.Secret;
import tv.mux.fuzz.Fuzz;
import tv.mux.harness.Ports;
import tv.mux.indexing.IndexStore;
import tv.mux.indexing.SegmentFiles;
import tv.mux.server.ListenerTransport;

/** Random and mutated requests at the listener for other nodes: none is served, and honest ones still are. */
class NodeVerticleFuzzIT {
    private static final String SECRET = "the-secret-of-the-cluster";
    private static final long LIMIT_S = 20;

    @TempDir
    java.nio.file.Path dir;

    @Test
    void requests() throws Exception {
        int port = Ports.free();
        Config.Cluster cluster = Config.from(Map.of(
                        "CLUSTER_MEMBERS",
                        "127.0.0.1:1",
                        "CLUSTER_HOST",
                        "127.0.0.1",
                        "CLUSTER_SECRET",
                        SECRET,
                        "NODE_PORT",
                        "" + port))
                .cluster();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions().setMaxEventLoopExecuteTime(TimeUnit.SECONDS.toNanos(2)))
                .withTransport(new ListenerTransport())
                .build();
        try (IndexStore store = new IndexStore(dir)) {
            Optional<RequestSigner> signer =
                    Optional.of(new RequestSigner(new Secret(List.of(SECRET)), new SecureRandom()));
            NodeClient client = new NodeClient(vertx.createHttpClient(), signer);
            SegmentCopies copies = new SegmentCopies(
                    vertx,
                    client,
                    Optional.of(new SegmentCopies.Disk(new SegmentFiles(vertx, store.segments()), store)),
                    List::of,
                    meters);
            vertx.deployVerticle(
                            new NodeVerticle(cluster, Optional.of(store.segments()), copies, Optional::empty, meters))
                    .await(LIMIT_S, TimeUnit.SECONDS);
            java.nio.file.Files.write(store.segments().resolve("1-a.ts"), new byte[] {1, 2, 3});

            Fuzz.run("node requests", 1_500, Duration.ofSeconds(5), random -> {
                String answer = answer(port, request(signer.get(), cluster.url(), random));
                assertThat(answer)
                        .doesNotContain(" 200 ")
                        .doesNotContain(" 204 ")
                        .doesNotContain(" 500 ");
            });

            assertThat(client.get(cluster.url(), "/segments/0/1-a.ts", 10)
                            .await(LIMIT_S, TimeUnit.SECONDS)
                            .getBytes())
                    .containsExactly(1, 2, 3);
            assertThat(meters.counter("mux.cluster.refused", "listener", "node").count())
                    .isPositive();
        } finally {
            vertx.close().await(LIMIT_S, TimeUnit.SECONDS);
        }
    }

    /** A request that a node would make, but for some of its bytes; or none at all. Never one that may be served. */
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
        String signed = random.nextBoolean()
                ? signer.authorization(url, method, path, new byte[0])
                : "Mux-HMAC-SHA256 " + "A".repeat(random.nextInt(300));
        StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + signed
                + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
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

    private static String answer(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readNBytes(4_000), StandardCharsets.ISO_8859_1);
        } catch (java.net.SocketException e) {
            return ""; // it was cut off
        }
    }
}
