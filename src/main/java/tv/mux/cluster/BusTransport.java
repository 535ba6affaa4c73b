package tv.mux.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.transport.Transport;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import tv.mux.auth.Refusals;

/**
 * The transport of a Vert.x with a clustered event bus. Vert.x reads frames of any length, so a connection to the event bus is
 * closed when a frame says that it is longer than any message of Mux.
 */
final class BusTransport implements Transport {
    /** The longest message has some kilobytes. */
    static final int MOST_BYTES = 256 << 10;

    private final Refusals refusals;
    private final AtomicBoolean bound = new AtomicBoolean();

    BusTransport(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    public String name() {
        return Transport.NIO.name();
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public Throwable unavailabilityCause() {
        return null;
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return new NioTransport() {
            @Override
            public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
                ChannelFactory<? extends ServerChannel> all = super.serverChannelFactory(domainSocket);
                // A clustered Vert.x exists once its event bus listens, so that is its first server.
                return () -> bound.compareAndSet(false, true) ? new BusServer() : all.newChannel();
            }
        };
    }

    private final class BusServer extends NioServerSocketChannel {
        @Override
        protected int doReadMessages(List<Object> accepted) throws Exception {
            int before = accepted.size();
            int more = super.doReadMessages(accepted);
            accepted.subList(before, accepted.size())
                    .forEach(channel -> ((Channel) channel).pipeline().addFirst(new FrameBound()));
            return more;
        }
    }

    /** Reads the lengths of frames as they pass: four bytes before each. */
    private final class FrameBound extends ChannelInboundHandlerAdapter {
        private int lengthBytes;
        private int length;
        private int left;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            if (message instanceof ByteBuf bytes && !bounded(bytes)) {
                bytes.release();
                refusals.add(String.valueOf(context.channel().remoteAddress()), "it sends a frame of more than 256 KB");
                context.close();
                return;
            }
            super.channelRead(context, message);
        }

        private boolean bounded(ByteBuf bytes) {
            int at = bytes.readerIndex();
            while (at < bytes.writerIndex()) {
                if (left > 0) {
                    int skipped = Math.min(left, bytes.writerIndex() - at);
                    left -= skipped;
                    at += skipped;
                    continue;
                }
                length = length << Byte.SIZE | bytes.getUnsignedByte(at++);
                if (++lengthBytes == Integer.BYTES) {
                    if (length <= 0 || length > MOST_BYTES) {
                        return false;
                    }
                    left = length;
                    length = 0;
                    lengthBytes = 0;
                }
            }
            return true;
        }
    }
}
