package tv.mux.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import java.time.Duration;
import java.util.Optional;

/**
 * One client's connection and the times that its limits are checked against. Only its event loop changes it. The
 * acceptor's thread reads whether it is idle. Times are {@link System#nanoTime}.
 */
final class Connection {
    /** How long a client may take to close an idle connection after Mux has shut down its side. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Why a connection is reset. */
    enum Cause {
        SLOW_REQUEST,
        SLOW_READER
    }

    private final Channel channel;
    private final Object address;
    private volatile long readAt = System.nanoTime();
    private volatile long drainedAt = readAt;
    private volatile boolean served;
    private volatile boolean unanswered;
    /** When the first byte of the incomplete request arrived. */
    private long requestSince;

    private boolean requesting;
    private Object sending;
    private long sendingSince;
    private boolean ending;
    private long endingSince;

    Connection(Channel channel, Object address) {
        this.channel = channel;
        this.address = address;
    }

    Channel channel() {
        return channel;
    }

    /** Key of the limit per address: an IPv4 address or an IPv6 /64 network. */
    Object address() {
        return address;
    }

    /** Whether a complete request has arrived on this connection. */
    boolean served() {
        return served;
    }

    void markServed() {
        served = true;
    }

    /** When the last bytes arrived. */
    long readAt() {
        return readAt;
    }

    /** Whether the last request was answered, and the kernel has taken the response. */
    boolean idle() {
        return !unanswered && drainedAt - readAt > 0;
    }

    /** Records that a request has arrived. */
    void requested() {
        unanswered = true;
    }

    /** Records that Mux writes a response, or a part of it. */
    void wrote() {
        unanswered = false;
    }

    /**
     * Records that bytes have arrived.
     *
     * @param complete whether they completed a request
     */
    void read(boolean complete) {
        long now = System.nanoTime();
        readAt = now;
        if (complete) {
            requesting = false;
        } else if (!requesting) {
            requesting = true;
            requestSince = now;
        }
    }

    /** Checks the limits. Resets the connection if it breaks one, and returns which. */
    Optional<Cause> check(long now, ListenerLimits.Times times) {
        ChannelOutboundBuffer output = channel.unsafe().outboundBuffer();
        Object current = output == null ? null : output.current();
        if (current == null) {
            drainedAt = now;
        } else if (current != sending) {
            sendingSince = now;
        }
        sending = current;
        if (!channel.config().isAutoRead()) {
            requestSince = now; // Mux has paused reading, so the client is not slow
        }
        if (current != null) {
            return resetAfter(now - sendingSince, times.response(), Cause.SLOW_READER);
        }
        if (requesting) {
            return resetAfter(now - requestSince, times.request(), Cause.SLOW_REQUEST);
        }
        if (ending) {
            return resetAfter(now - endingSince, CLOSE_TIMEOUT, Cause.SLOW_READER);
        }
        if ((!served || idle()) && now - readAt > times.idle().toNanos()) {
            ending = true;
            endingSince = now;
            end();
        }
        return Optional.empty();
    }

    private Optional<Cause> resetAfter(long time, Duration limit, Cause cause) {
        if (time <= limit.toNanos()) {
            return Optional.empty();
        }
        forceClose();
        return Optional.of(cause);
    }

    /** Closes in order. Keeps the descriptor until the client has read everything: the kernel would keep the bytes. */
    private void end() {
        if (served && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }

    /** Resets the connection and drops unread bytes. Vert.x's own close would wait until the client has read them. */
    void forceClose() {
        reset(channel);
        channel.unsafe().close(channel.unsafe().voidPromise());
    }

    /** Makes a later close a reset. After an ordinary close the kernel would keep unread bytes for minutes. */
    static void reset(Channel channel) {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            return; // the channel is closed already
        }
    }

    /** Whether bytes wait that the kernel has not taken. An empty buffer only marks a position in the write order. */
    static boolean pending(Channel channel) {
        ChannelOutboundBuffer output = channel.unsafe().outboundBuffer();
        Object current = output == null ? null : output.current();
        return current != null && !(current instanceof ByteBuf bytes && !bytes.isReadable());
    }
}
