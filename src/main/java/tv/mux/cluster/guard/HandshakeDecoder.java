package tv.mux.cluster.guard;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.InboundHandler;
import com.hazelcast.internal.nio.Protocols;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.tcp.SingleProtocolDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tv.mux.auth.Handshake;
import tv.mux.auth.RefusedException;

/**
 * Reads the peer's handshake messages and closes the connection if the peer is not a node of this cluster. Never reads
 * a byte beyond the handshake.
 */
final class HandshakeDecoder extends InboundHandler<ByteBuffer, Void> {
    /** Number of letters that identify the protocol. Hazelcast's own protocols have three letters too. */
    private static final int LETTERS = 3;

    private static final int BUFFER_BYTES = 128;

    private final Guard guard;
    private final boolean connects;
    private final String peer;
    private final ServerConnection connection;
    private final HandshakeEncoder encoder;
    private final SingleProtocolDecoder next;
    private final Runnable settled;
    private final Handshake handshake;
    private boolean first = true;
    private boolean refused;

    HandshakeDecoder(
            Guard guard,
            boolean connects,
            String peer,
            ServerConnection connection,
            HandshakeEncoder encoder,
            SingleProtocolDecoder next,
            Runnable settled) {
        this.guard = guard;
        this.connects = connects;
        this.peer = peer;
        this.connection = connection;
        this.encoder = encoder;
        this.next = next;
        this.settled = settled;
        this.handshake = guard.handshake(connects);
    }

    @Override
    public void handlerAdded() {
        initSrcBuffer(BUFFER_BYTES);
        src.limit(LETTERS);
        if (connects) {
            encoder.send(handshake.opening());
        }
    }

    @Override
    public HandlerStatus onRead() {
        if (refused || src.hasRemaining()) {
            return HandlerStatus.CLEAN;
        }
        if (first) {
            first = false;
            firstLetters();
        } else {
            nextMessage();
        }
        return HandlerStatus.CLEAN;
    }

    private void firstLetters() {
        byte[] letters = takeBytes();
        String protocol = new String(letters, StandardCharsets.ISO_8859_1);
        if (Handshake.HELLO.startsWith(protocol)) {
            src.limit(handshake.expected());
        } else if (guard.optional() && !connects && protocol.equals(Protocols.CLUSTER)) {
            handOver();
            next.src().put(letters);
        } else if (connects && guard.optional()) {
            noteUnsupported();
            close("the peer does not support the handshake; the next connection skips it");
        } else {
            refuse("the peer does not know CLUSTER_SECRET");
        }
    }

    private void nextMessage() {
        byte[] message = takeBytes();
        try {
            byte[] answer = handshake.received(message);
            src.clear();
            src.limit(handshake.expected());
            encoder.send(answer);
            if (handshake.done()) {
                handOver();
            }
        } catch (RefusedException e) {
            refuse(e.getMessage());
        }
    }

    private void handOver() {
        settled.run();
        encoder.end();
        channel.inboundPipeline().replace(this, next);
    }

    private byte[] takeBytes() {
        byte[] bytes = new byte[src.position()];
        src.flip();
        src.get(bytes);
        src.limit(src.capacity());
        return bytes;
    }

    private void refuse(String reason) {
        guard.refusals().add(peer, reason);
        close(reason);
    }

    private void close(String reason) {
        refused = true;
        src.clear(); // discards what arrives before the connection is closed
        settled.run();
        connection.close(reason, null);
    }

    /** The peer may be a node of release 0.3, which answers a handshake with an error or closes the connection. */
    private void noteUnsupported() {
        if (connects && guard.optional()) {
            guard.skipHandshake(peer);
        }
    }

    @Override
    public void interceptError(Throwable error) {
        if (first) {
            noteUnsupported();
        } else if (connects && !refused) {
            guard.closedBy(peer);
        }
    }
}
