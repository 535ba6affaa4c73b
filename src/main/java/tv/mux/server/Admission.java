package tv.mux.server;

import io.netty.channel.Channel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides which connections a listener keeps. At a limit, a new connection displaces an idle one, so that a client with
 * many idle connections cannot lock others out. If no connection is idle, the new one is closed. Thread-safe.
 */
final class Admission {
    /** Maximum number of displaced connections that are not closed yet and still have their file descriptors. */
    private static final int MAX_CLOSING = 32;

    private final ListenerLimits limits;
    private final ConnectionSet open = new ConnectionSet();
    private final Map<Object, ConnectionSet> byAddress = new HashMap<>();
    private final Set<Connection> closing = new HashSet<>();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong displaced = new AtomicLong();

    Admission(ListenerLimits limits) {
        this.limits = limits;
    }

    /** Registers an accepted connection. Returns empty if it is refused; the caller must then close the channel. */
    Optional<Connection> admit(Channel channel) {
        Connection connection = new Connection(channel, address(channel.remoteAddress()));
        if (!admit(connection)) {
            refused.incrementAndGet();
            return Optional.empty();
        }
        channel.closeFuture().addListener(closed -> remove(connection));
        return Optional.of(connection);
    }

    private synchronized boolean admit(Connection connection) {
        ConnectionSet neighbours = byAddress.computeIfAbsent(connection.address(), address -> new ConnectionSet());
        boolean crowded = limits.perAddress() > 0 && neighbours.size() >= limits.perAddress();
        if (crowded || open.size() >= limits.connections()) {
            Optional<Connection> victim = (crowded ? neighbours : open).mostExpendable();
            if (victim.isEmpty() || closing.size() >= MAX_CLOSING) {
                removeIfEmpty(connection.address());
                return false;
            }
            displace(victim.get());
        }
        open.add(connection);
        byAddress
                .computeIfAbsent(connection.address(), address -> new ConnectionSet())
                .add(connection);
        return true;
    }

    private void displace(Connection connection) {
        unregister(connection);
        closing.add(connection);
        displaced.incrementAndGet();
        connection.channel().eventLoop().execute(connection::forceClose);
    }

    /** Records that the first complete request has arrived on a connection. */
    synchronized void served(Connection connection) {
        connection.markServed();
        open.served(connection);
        ConnectionSet neighbours = byAddress.get(connection.address());
        if (neighbours != null) {
            neighbours.served(connection);
        }
    }

    private synchronized void remove(Connection connection) {
        closing.remove(connection);
        unregister(connection);
    }

    private void unregister(Connection connection) {
        open.remove(connection);
        ConnectionSet neighbours = byAddress.get(connection.address());
        if (neighbours != null) {
            neighbours.remove(connection);
            removeIfEmpty(connection.address());
        }
    }

    private void removeIfEmpty(Object address) {
        byAddress.computeIfPresent(address, (same, neighbours) -> neighbours.isEmpty() ? null : neighbours);
    }

    /** The open connections, without the displaced ones that are still closing. */
    synchronized Set<Connection> all() {
        Set<Connection> all = new HashSet<>();
        open.copyTo(all);
        return all;
    }

    /** Number of open connections, including the displaced ones that are still closing. */
    synchronized int size() {
        return open.size() + closing.size();
    }

    /** Number of new connections that were closed since the start. */
    long refused() {
        return refused.get();
    }

    /** Number of idle connections that were closed to make room since the start. */
    long displaced() {
        return displaced.get();
    }

    /** Key of the limit per address. An IPv6 client usually has a whole /64 network, so a /64 counts as one address. */
    private static Object address(SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (address instanceof Inet6Address) {
            return ByteBuffer.wrap(address.getAddress()).getLong();
        }
        return address == null ? "" : address;
    }
}
