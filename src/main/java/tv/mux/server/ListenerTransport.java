package tv.mux.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.Future;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.transport.Transport;
import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/**
 * A Vert.x NIO transport that lets a listener accept or refuse each connection before Vert.x handles it. Vert.x itself
 * reports a connection only after the connection has used an event loop's time. A Vert.x instance with
 * {@link HttpListener}s must be built with this transport.
 */
public final class ListenerTransport implements Transport {
    /** Acceptor of the listener that this thread is opening. */
    private static final ThreadLocal<ChannelHandler> OPENING = new ThreadLocal<>();

    private final Spi spi;

    /** Creates a transport on which servers that are not {@link HttpListener}s accept every connection. */
    public ListenerTransport() {
        this(null);
    }

    /**
     * Creates a transport with an acceptor for servers that are not {@link HttpListener}s.
     *
     * @param others gets each of their accepted connections, on the acceptor's thread, before Vert.x does; they
     *     share it
     */
    public ListenerTransport(ChannelHandler others) {
        spi = new Spi(Transport.NIO.implementation(), others);
    }

    /**
     * Opens a listener.
     *
     * @param acceptor gets each accepted connection, on the acceptor's thread, before Vert.x does
     * @param listen calls {@code listen} of a Vert.x server
     * @throws IllegalStateException when the server's Vert.x was built without this transport
     */
    static <T> Future<T> open(ChannelHandler acceptor, Supplier<Future<T>> listen) {
        OPENING.set(acceptor);
        try {
            Future<T> listening = listen.get();
            if (OPENING.get() != null) {
                throw new IllegalStateException("this Vert.x was built without ListenerTransport");
            }
            return listening;
        } finally {
            OPENING.remove();
        }
    }

    @Override
    public String name() {
        return "nio";
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
        return spi;
    }

    private record Spi(io.vertx.core.spi.transport.Transport nio, ChannelHandler others)
            implements io.vertx.core.spi.transport.Transport {

        @Override
        public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
            nio.configure(options, domainSocket, bootstrap);
            ChannelHandler acceptor = OPENING.get() == null ? others : OPENING.get();
            OPENING.remove();
            if (acceptor != null) {
                bootstrap.handler(acceptor);
            }
        }

        @Override
        public boolean supportsDomainSockets() {
            return nio.supportsDomainSockets();
        }

        @Override
        public boolean supportFileRegion() {
            return nio.supportFileRegion();
        }

        @Override
        public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
            return nio.convert(address);
        }

        @Override
        public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
            return nio.convert(address);
        }

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return nio.ioHandlerFactory();
        }

        @Override
        public EventLoopGroup eventLoopGroup(int type, int nThreads, ThreadFactory threadFactory, int ioRatio) {
            return nio.eventLoopGroup(type, nThreads, threadFactory, ioRatio);
        }

        @Override
        public DatagramChannel datagramChannel() {
            return nio.datagramChannel();
        }

        @Override
        @SuppressWarnings("deprecation") // Vert.x's own signature
        public DatagramChannel datagramChannel(InternetProtocolFamily family) {
            return nio.datagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
            return nio.channelFactory(domainSocket);
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
            return nio.serverChannelFactory(domainSocket);
        }

        @Override
        public void configure(DatagramChannel channel, DatagramSocketOptions options) {
            nio.configure(channel, options);
        }

        @Override
        public void configure(
                ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
            nio.configure(options, connectTimeout, domainSocket, bootstrap);
        }
    }
}
