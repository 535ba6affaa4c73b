package tv.mux.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import tv.mux.auth.Refusals;

/**
 * Limits the frame length on connections to the clustered event bus. Vert.x itself accepts frames of any length. A
 * connection is closed if a frame announces more bytes than any message of Mux has.
 */
@ChannelHandler.Sharable
final class BusAcceptor extends ChannelInboundHandlerAdapter {
    /** Limit of a frame. The longest message has some kilobytes. */
    static final int MOST_BYTES = 256 << 10;

    private final Refusals refusals;

    BusAcceptor(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        ((Channel) accepted).pipeline().addFirst(new FrameBound());
        context.fireChannelRead(accepted);
    }

    /** Checks the length of each frame, which is in the four bytes before the frame, and passes the bytes on. */
    private final class FrameBound extends ChannelInboundHandlerAdapter {
        private int lengthBytes;
        private int length;
        private int left;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            if (message instanceof ByteBuf bytes && !bounded(bytes)) {
                bytes.release();
                refusals.add(
                        String.valueOf(context.channel().remoteAddress()),
                        "the peer announced a frame of more than 256 KB");
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
