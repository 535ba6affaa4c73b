package tv.mux.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Refuses requests with ambiguous framing, so that request smuggling is not possible (RFC 9112 §6.3, §11.2). Sits
 * between the HTTP decoder and Vert.x. Also records when a request begins and when it is complete.
 */
final class RequestGuard extends ChannelDuplexHandler {
    private final Admission admission;
    private final Connection connection;
    private final boolean bodies;
    private boolean refused;
    private boolean complete;

    private RequestGuard(Admission admission, Connection connection, boolean bodies) {
        this.admission = admission;
        this.connection = connection;
        this.bodies = bodies;
    }

    /**
     * First handler of a new connection. Vert.x adds its HTTP decoder later, but before the first bytes arrive. On the
     * first bytes, this handler adds the guard after the decoder and removes itself.
     */
    static final class Installer extends ChannelInboundHandlerAdapter {
        private final RequestGuard guard;

        Installer(Admission admission, Connection connection, boolean bodies) {
            this.guard = new RequestGuard(admission, connection, bodies);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ChannelHandlerContext decoder = context.pipeline().context(HttpRequestDecoder.class);
            if (decoder == null) {
                ReferenceCountUtil.release(message);
                throw new IllegalStateException(
                        "there is no HTTP decoder in " + context.pipeline().names());
            }
            context.pipeline().addAfter(decoder.name(), "guard", guard);
            context.fireChannelRead(message);
            context.pipeline().remove(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            connection.requested();
            check(request);
        }
        if (message instanceof LastHttpContent) {
            complete = true;
            if (!connection.served()) {
                admission.served(connection);
            }
        }
        context.fireChannelRead(message);
    }

    /**
     * Marks a refused request as malformed. Vert.x answers it after the earlier ones and then closes the connection.
     */
    private void check(HttpRequest request) {
        RefusedRequestException why = framingError(request);
        if (why != null && request.decoderResult().isSuccess()) {
            request.setDecoderResult(DecoderResult.failure(why));
        }
        refused = !request.decoderResult().isSuccess();
    }

    /** Returns why the request must be refused, or null. */
    private RefusedRequestException framingError(HttpRequest request) {
        if (request.protocolVersion().majorVersion() != 1) {
            return new RefusedRequestException(505, "only HTTP/1.1 is supported");
        }
        HttpHeaders headers = request.headers();
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return new RefusedRequestException(400, "Transfer-Encoding is not accepted");
        }
        if (headers.contains("")) {
            return new RefusedRequestException(400, "a header has no name");
        }
        if (bodies) {
            return null;
        }
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null || length.equals("0")
                ? null
                : new RefusedRequestException(413, "requests with a body are not accepted");
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        connection.read(complete);
        complete = false;
        context.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        connection.wrote();
        context.write(message, promise);
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (Connection.pending(context.channel())) {
            Connection.reset(context.channel());
        }
        context.close(promise);
    }
}
