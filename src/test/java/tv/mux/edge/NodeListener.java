package tv.mux.edge;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tv.mux.auth.RequestSigner;
import tv.mux.config.Config;
import tv.mux.config.Secret;
import tv.mux.harness.Ports;
import tv.mux.indexing.IndexStore;
import tv.mux.indexing.SegmentFiles;
import tv.mux.server.ListenerTransport;

/** A {@link NodeVerticle} of a muxer with a secret, with raw sockets and a signing client to test it. */
final class NodeListener implements AutoCloseable {
    static final long LIMIT_S = 20;

    private static final String SECRET = "the-secret-of-the-cluster";
    private static final int READ_TIMEOUT_MS = 10_000;
    private static final int MAX_RESPONSE_BYTES = 4_000;

    final RequestSigner signer = new RequestSigner(new Secret(List.of(SECRET)), new SecureRandom());
    final NodeClient client;
    final String url;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final int port = Ports.free();
    private final Vertx vertx;
    private final IndexStore store;

    NodeListener(Path dir) throws Exception {
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
        url = cluster.url();
        vertx = Vertx.builder()
                .with(new VertxOptions().setMaxEventLoopExecuteTime(TimeUnit.SECONDS.toNanos(2)))
                .withTransport(new ListenerTransport())
                .build();
        store = new IndexStore(dir);
        client = new NodeClient(vertx.createHttpClient(), Optional.of(signer));
        SegmentCopies copies = new SegmentCopies(
                vertx,
                client,
                Optional.of(new SegmentCopies.Disk(new SegmentFiles(vertx, store.segments()), store)),
                List::of,
                meters);
        vertx.deployVerticle(new NodeVerticle(cluster, Optional.of(store.segments()), copies, Optional::empty, meters))
                .await(LIMIT_S, TimeUnit.SECONDS);
    }

    Path segments() {
        return store.segments();
    }

    /** The number of refused requests in the metrics. */
    double refused() {
        return meters.counter("mux.cluster.refused", "listener", "node").count();
    }

    /** Sends bytes on a new connection. Returns the start of the response; empty if the connection was reset. */
    String send(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readNBytes(MAX_RESPONSE_BYTES), StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        vertx.close().await();
        store.close();
    }
}
