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
 * One client's connection: how long it has been doing what it does. Changed on its event loop only; the acceptor's thread
 * reads whether it is idle. Times are {@link System#nanoTime}.
 */
final class Connection {
    /** After an idle connection was told of its end, its client has so long to close it. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    /** Why a connection is cut. */
    enum Cause {
        SLOW_REQUEST,
        SLOW_READER
    }

    private final Channel channel;
    private final Object address;
    private volatile long readAt = System.nanoTime();
    private volatile long drainedAt = readAt;
    private volatile boolean served;
    /** When the first byte of the request arrived that is not complete yet. */
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

    /** What its client shares with others, for the limit per address. */
    Object address() {
        return address;
    }

    /** Whether a whole request has come from it. */
    boolean served() {
        return served;
    }

    void markServed() {
        served = true;
    }

    /** When bytes came last. */
    long readAt() {
        return readAt;
    }

    /** Whether nothing was asked since its last response was handed to the kernel. */
    boolean idle() {
        return drainedAt - readAt > 0;
    }

    /** Bytes came. */
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

    /** Holds it to the limits; which one it broke, if any. It is closed then. */
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
            requestSince = now; // it is not its client that is slow: Mux does not read it at present
        }
        if (current != null) {
            return cutAfter(now - sendingSince, times.response(), Cause.SLOW_READER);
        }
        if (requesting) {
            return cutAfter(now - requestSince, times.request(), Cause.SLOW_REQUEST);
        }
        if (ending) {
            return cutAfter(now - endingSince, FAREWELL, Cause.SLOW_READER);
        }
        if (now - readAt > times.idle().toNanos()) {
            ending = true;
            endingSince = now;
            end();
        }
        return Optional.empty();
    }

    private Optional<Cause> cutAfter(long time, Duration limit, Cause cause) {
        if (time <= limit.toNanos()) {
            return Optional.empty();
        }
        cut();
        return Optional.of(cause);
    }

    /** Ends it in order. The descriptor is kept until the client has read all, else the kernel would keep the bytes. */
    private void end() {
        if (served && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }

    /** Resets it: what the client has not read yet is dropped. Vert.x's own close would wait until the client has read it. */
    void cut() {
        reset(channel);
        channel.unsafe().close(channel.unsafe().voidPromise());
    }

    /** From now on a close is a reset. After an ordinary close the kernel would keep unread bytes for minutes. */
    static void reset(Channel channel) {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            return; // it is closed already
        }
    }

    /** Whether bytes wait that the kernel has not taken. An empty buffer only marks a place in the order of writes. */
    static boolean pending(Channel channel) {
        ChannelOutboundBuffer output = channel.unsafe().outboundBuffer();
        Object current = output == null ? null : output.current();
        return current != null && !(current instanceof ByteBuf bytes && !bytes.isReadable());
    }
}
