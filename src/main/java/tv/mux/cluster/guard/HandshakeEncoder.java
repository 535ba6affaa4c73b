package tv.mux.cluster.guard;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.OutboundHandler;
import com.hazelcast.internal.nio.IOUtil;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Sends the handshake messages of this node. Sends nothing else until the handshake has ended. */
final class HandshakeEncoder extends OutboundHandler<Void, ByteBuffer> {
    private static final int BUFFER_BYTES = 128;

    private final OutboundHandler<?, ?> next;
    private final Queue<byte[]> messages = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    /**
     * Sends the messages of one connection.
     *
     * @param next the handler that sends after the handshake
     */
    HandshakeEncoder(OutboundHandler<?, ?> next) {
        this.next = next;
    }

    @Override
    public void handlerAdded() {
        initDstBuffer(BUFFER_BYTES);
    }

    /** Sends a message, unless it is empty. */
    void send(byte[] message) {
        if (message.length > 0) {
            messages.add(message);
            wake();
        }
    }

    /** Replaces this handler by the next one as soon as all messages are sent. */
    void end() {
        ended = true;
        wake();
    }

    private void wake() {
        if (channel != null) {
            channel.outboundPipeline().wakeup();
        }
    }

    @Override
    public HandlerStatus onWrite() {
        IOUtil.compactOrClear(dst);
        try {
            boolean last = ended; // read this first: after the end, no more messages are added
            while (!messages.isEmpty() && dst.remaining() >= messages.peek().length) {
                dst.put(messages.poll());
            }
            if (dst.position() > 0) {
                return HandlerStatus.DIRTY;
            }
            if (last && messages.isEmpty()) {
                channel.outboundPipeline().replace(this, next);
                return HandlerStatus.CLEAN;
            }
            return HandlerStatus.BLOCKED;
        } finally {
            dst.flip();
        }
    }
}
