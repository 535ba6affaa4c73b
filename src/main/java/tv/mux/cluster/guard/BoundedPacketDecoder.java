package tv.mux.cluster.guard;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.nio.Packet;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.tcp.PacketDecoder;
import java.util.function.Consumer;
import tv.mux.auth.Refusals;

/**
 * Reads packets of other members. Closes the connection if a header announces a packet that is longer than the limit.
 * Hazelcast itself would accept 2 GB.
 */
final class BoundedPacketDecoder extends PacketDecoder {
    /** Limit of a packet. The largest value, the index of a stream, has some hundred kilobytes. */
    static final int MAX_BYTES = 16 << 20;

    /** Length of a packet's header: version, flags, partition and size. */
    private static final int HEADER_BYTES = 11;

    private static final int SIZE_OFFSET = 7;

    private final Refusals refusals;
    private int remaining;
    private boolean closed;

    BoundedPacketDecoder(ServerConnection connection, Consumer<Packet> dispatcher, Refusals refusals) {
        super(connection, dispatcher);
        this.refusals = refusals;
    }

    @Override
    public HandlerStatus onRead() throws Exception {
        if (!closed && !withinLimit()) {
            closed = true;
            refusals.add(
                    String.valueOf(connection.getRemoteSocketAddress()),
                    "the peer announced a packet of more than 16 MB");
            connection.close("a packet is too long", null);
        }
        if (closed) {
            src.clear();
            return HandlerStatus.CLEAN;
        }
        return super.onRead();
    }

    /** Checks the sizes in all complete headers of the buffer. An incomplete header waits for more bytes. */
    private boolean withinLimit() {
        int offset = 0;
        int end = src.position();
        while (offset < end) {
            if (remaining == 0) {
                if (end - offset < HEADER_BYTES) {
                    return true;
                }
                remaining = src.getInt(offset + SIZE_OFFSET);
                if (remaining < 0 || remaining > MAX_BYTES) {
                    return false;
                }
                offset += HEADER_BYTES;
            }
            int skipped = Math.min(remaining, end - offset);
            remaining -= skipped;
            offset += skipped;
        }
        return true;
    }
}
