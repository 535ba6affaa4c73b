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

/** One connection as a source: made, accepted, fed with frames, closed. Lives on one context. */
final class SourceConnection {
    private static final int CONNECT_TIMEOUT_MS = 5_000;
    /** Looking up the host's name takes its time too. */
    private static final long REACH_TIMEOUT_MS = 10_000;

    private static final long ANSWER_TIMEOUT_MS = 10_000;
    /**
     * What a server that takes nothing is given all the same, here and in the kernel: seconds of audio, not minutes.
     */
    private static final int QUEUE_BYTES = 16 * 1024;

    private static final int SEND_BUFFER_BYTES = 32 * 1024;

    private static final int LONGEST_ANSWER = 8_192;

    private final NetSocket socket;
    private final StringBuilder answer = new StringBuilder();
    private final Promise<Void> answered = Promise.promise();
    private final Promise<String> closed = Promise.promise();
    private Runnable onRoom = () -> {};
    private String cause = "";
    private long fullSince;

    /** Failed: with what is wrong. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;
        private final transient IcecastTrouble trouble;

        Failed(IcecastTrouble trouble) {
            super(trouble.text(), null, false, false);
            this.trouble = trouble;
        }

        IcecastTrouble trouble() {
            return trouble;
        }
    }

    private SourceConnection(NetSocket socket) {
        this.socket = socket;
        socket.setWriteQueueMaxSize(QUEUE_BYTES);
        socket.handler(this::heard);
        socket.exceptionHandler(e -> cause = String.valueOf(e.getMessage()));
        socket.closeHandler(v -> {
            answered.tryComplete();
            closed.tryComplete(cause);
        });
        socket.drainHandler(v -> {
            fullSince = 0;
            onRoom.run();
        });
    }

    /** The client that connections are made with. */
    static NetClient client(Vertx vertx) {
        return vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setSendBufferSize(SEND_BUFFER_BYTES));
    }

    /**
     * Connects, and asks for the mount.
     *
     * @param head the head of the request
     * @return the connection once it is accepted; fails with {@link Failed}
     */
    static Future<SourceConnection> open(NetClient client, String host, int port, String head, String mount) {
        Future<NetSocket> connecting = client.connect(port, host);
        return connecting
                .timeout(REACH_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .onFailure(e -> connecting.onSuccess(NetSocket::close)) // It came too late.
                .recover(e -> Future.failedFuture(new Failed(IcecastTrouble.of(e, host, port))))
                .compose(socket -> new SourceConnection(socket).ask(head, mount));
    }

    private Future<SourceConnection> ask(String head, String mount) {
        socket.write(Buffer.buffer(head.getBytes(StandardCharsets.UTF_8)));
        return answered.future()
                .timeout(ANSWER_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(new Failed(new IcecastTrouble(
                        IcecastTrouble.Kind.NO_ANSWER,
                        "it was connected to and has not answered in " + ANSWER_TIMEOUT_MS + " ms"))))
                .compose(heard -> SourceAnswer.trouble(answer.toString(), mount)
                        .<Future<SourceConnection>>map(trouble -> Future.failedFuture(new Failed(trouble)))
                        .orElseGet(() -> Future.succeededFuture(this)))
                .onFailure(e -> close());
    }

    private void heard(Buffer bytes) {
        if (answer.length() < LONGEST_ANSWER) {
            answer.append(bytes.toString(StandardCharsets.ISO_8859_1));
        }
        if (SourceAnswer.complete(answer.toString())) {
            answered.tryComplete();
        }
    }

    /** Whether it takes another frame now; when it does not, {@code onRoom} is called once it does. */
    boolean hasRoom() {
        boolean full = socket.writeQueueFull();
        if (full && fullSince == 0) {
            fullSince = MonotonicClock.nowMs();
        }
        return !full;
    }

    /** Sends a frame. Only when it {@link #hasRoom}. */
    void send(byte[] frame) {
        socket.write(Buffer.buffer(frame));
    }

    /** For how long the server has taken nothing of what is too much, milliseconds. */
    long stalledMs() {
        return fullSince == 0 ? 0 : MonotonicClock.nowMs() - fullSince;
    }

    /** Calls this each time there is room again. */
    void onRoom(Runnable ear) {
        onRoom = ear;
    }

    /** Calls this when it is closed, by either side, with what is known of why. */
    void onClosed(Consumer<String> ear) {
        closed.future().onSuccess(ear::accept);
    }

    /** Closes it. */
    Future<Void> close() {
        return socket.close();
    }
}
