package tv.mux.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import tv.mux.auth.Refusals;

/**
 * Limits the frame length on connections to the clustered event bus. Vert.x itself accepts frames of any length. Closes
 * a connection if the length of a frame exceeds the limit.
 */
@ChannelHandler.Sharable
final class BusAcceptor extends ChannelInboundHandlerAdapter {
    /** Limit of a frame. The longest message of Mux has some kilobytes. */
    static final int MAX_BYTES = 256 << 10;

    private final Refusals refusals;

    BusAcceptor(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        ((Channel) accepted).pipeline().addFirst(new FrameLimit());
        context.fireChannelRead(accepted);
    }

    /** Checks the length of each frame and passes the bytes on. The length is in the four bytes before the frame. */
    private final class FrameLimit extends ChannelInboundHandlerAdapter {
        private int lengthBytes;
        private int length;
        private int remaining;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            if (message instanceof ByteBuf bytes && !withinLimit(bytes)) {
                bytes.release();
                refusals.add(
                        String.valueOf(context.channel().remoteAddress()),
                        "the peer announced a frame of more than 256 KB");
                context.close();
                return;
            }
            super.channelRead(context, message);
        }

        private boolean withinLimit(ByteBuf bytes) {
            int offset = bytes.readerIndex();
            while (offset < bytes.writerIndex()) {
                if (remaining > 0) {
                    int skipped = Math.min(remaining, bytes.writerIndex() - offset);
                    remaining -= skipped;
                    offset += skipped;
                    continue;
                }
                length = length << Byte.SIZE | bytes.getUnsignedByte(offset++);
                if (++lengthBytes == Integer.BYTES) {
                    if (length <= 0 || length > MAX_BYTES) {
                        return false;
                    }
                    remaining = length;
                    length = 0;
                    lengthBytes = 0;
                }
            }
            return true;
        }
    }
}
