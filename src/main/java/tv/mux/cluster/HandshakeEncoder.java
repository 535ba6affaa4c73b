package tv.mux.cluster;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.OutboundHandler;
import com.hazelcast.internal.nio.IOUtil;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Sends what the handshake says, and nothing else until it is over. */
final class HandshakeEncoder extends OutboundHandler<Void, ByteBuffer> {
    private static final int BYTES = 128;

    private final OutboundHandler<?, ?> next;
    private final Queue<byte[]> messages = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /**
     * On a connection.
     *
     * @param next what sends once the handshake is over
     */
    HandshakeEncoder(OutboundHandler<?, ?> next) {
        this.next = next;
    }

    @Override
    public void handlerAdded() {
        initDstBuffer(BYTES);
    }

    /** Sends a message; an empty one is none. */
    void send(byte[] message) {
        if (message.length > 0) {
            messages.add(message);
            wake();
        }
    }

    /** Hands over to what comes next, once all messages are sent. */
    void end() {
        over = true;
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
            boolean last = over; // before the messages are looked at: those of an ended handshake are all there
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
