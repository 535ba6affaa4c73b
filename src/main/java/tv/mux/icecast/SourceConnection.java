package tv.mux.icecast;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tv.mux.common.MonotonicClock;
import tv.mux.config.Config;

/**
 * One TCP connection of an Icecast source client, which carries audio frames. Uses a plain socket, because Icecast
 * passes the body on to listeners as it is, so that the body must have no length and no chunks. Runs on one context.
 */
final class SourceConnection {
    private static final int CONNECT_TIMEOUT_MS = 5_000;
    /** Maximum time to connect, including the DNS lookup. */
    private static final long OPEN_TIMEOUT_MS = 10_000;

    private static final long RESPONSE_TIMEOUT_MS = 10_000;
    /** Sizes of the write queue and of the kernel's send buffer. They hold seconds of audio for a stalled server. */
    private static final int QUEUE_BYTES = 16 * 1024;

    private static final int SEND_BUFFER_BYTES = 32 * 1024;

    private static final int MAX_RESPONSE_LENGTH = 8_192;

    private final NetSocket socket;
    private final StringBuilder response = new StringBuilder();
    private final Promise<Void> responded = Promise.promise();
    private final Promise<String> closed = Promise.promise();
    private Runnable onDrain = () -> {};
    private String cause = "";
    private long fullSinceMs;

    /** The connection was not made, or the server did not accept the audio. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient SourceFailure failure;

        FailedException(SourceFailure failure) {
            super(failure.message(), null, false, false);
            this.failure = failure;
        }

        SourceFailure failure() {
            return failure;
        }
    }

    private SourceConnection(NetSocket socket) {
        this.socket = socket;
        socket.setWriteQueueMaxSize(QUEUE_BYTES);
        socket.handler(this::received);
        socket.exceptionHandler(e -> cause = String.valueOf(e.getMessage()));
        socket.closeHandler(v -> {
            responded.tryComplete();
            closed.tryComplete(cause);
        });
        socket.drainHandler(v -> {
            fullSinceMs = 0;
            onDrain.run();
        });
    }

    /** Creates the client for {@link #open}. */
    static NetClient client(Vertx vertx) {
        return vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setSendBufferSize(SEND_BUFFER_BYTES));
    }

    /**
     * Connects to the server, and requests the mount.
     *
     * @param head the head of the request
     * @return the connection when the server has accepted it; fails with {@link FailedException}
     */
    static Future<SourceConnection> open(NetClient client, Config.Icecast icecast, String head) {
        String host = icecast.host();
        int port = icecast.port();
        Future<NetSocket> connecting = client.connect(port, host);
        return connecting
                .timeout(OPEN_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                // A connection that is made after the time-out is closed.
                .onFailure(e -> connecting.onSuccess(NetSocket::close))
                .recover(e -> Future.failedFuture(new FailedException(SourceFailure.of(e, host, port))))
                .compose(socket -> new SourceConnection(socket).request(head, icecast));
    }

    private Future<SourceConnection> request(String head, Config.Icecast icecast) {
        socket.write(Buffer.buffer(head.getBytes(StandardCharsets.UTF_8)));
        return responded
                .future()
                .timeout(RESPONSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(new FailedException(new SourceFailure(
                        SourceFailure.Reason.NO_ANSWER,
                        "the server accepted the connection, and sent no response within " + RESPONSE_TIMEOUT_MS
                                + " ms"))))
                .compose(done -> SourceResponse.failure(response.toString(), icecast)
                        .<Future<SourceConnection>>map(failure -> Future.failedFuture(new FailedException(failure)))
                        .orElseGet(() -> Future.succeededFuture(this)))
                .onFailure(e -> close());
    }

    private void received(Buffer bytes) {
        if (response.length() < MAX_RESPONSE_LENGTH) {
            response.append(bytes.toString(StandardCharsets.ISO_8859_1));
        }
        if (SourceResponse.complete(response.toString())) {
            responded.tryComplete();
        }
    }

    /** Whether the write queue accepts another frame. If it does not, {@code onDrain} is called when it does again. */
    boolean writable() {
        boolean full = socket.writeQueueFull();
        if (full && fullSinceMs == 0) {
            fullSinceMs = MonotonicClock.nowMs();
        }
        return !full;
    }

    /** Sends a frame. Requires {@link #writable}. */
    void send(byte[] frame) {
        socket.write(Buffer.buffer(frame));
    }

    /** How long the write queue has been full, in milliseconds; 0 if it is not. */
    long stalledMs() {
        return fullSinceMs == 0 ? 0 : MonotonicClock.nowMs() - fullSinceMs;
    }

    /** Sets the action that runs whenever a full write queue accepts frames again. */
    void onDrain(Runnable action) {
        onDrain = action;
    }

    /** Sets the action that runs when either side has closed the connection. Its argument is the error, or empty. */
    void onClosed(Consumer<String> action) {
        closed.future().onSuccess(action::accept);
    }

    Future<Void> close() {
        return socket.close();
    }
}
