package tv.mux.server;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** A set of connections that chooses which one to close first at a limit. Not thread-safe. */
final class ConnectionSet {
    /** Connections without a complete request, in the order in which they were accepted. */
    private final Set<Connection> fresh = new LinkedHashSet<>();

    private final Set<Connection> served = new LinkedHashSet<>();

    int size() {
        return fresh.size() + served.size();
    }

    boolean isEmpty() {
        return size() == 0;
    }

    void add(Connection connection) {
        fresh.add(connection);
    }

    /** Records that a complete request has arrived on a connection. */
    void served(Connection connection) {
        if (fresh.remove(connection)) {
            served.add(connection);
        }
    }

    boolean remove(Connection connection) {
        return fresh.remove(connection) || served.remove(connection);
    }

    /**
     * The connection that is least likely to belong to a player: the oldest one without a complete request, else the
     * one that has been idle for the longest time. Empty if all are busy.
     */
    Optional<Connection> mostExpendable() {
        long now = System.nanoTime();
        return fresh.stream().findFirst().or(() -> served.stream()
                .filter(Connection::idle)
                .min(Comparator.comparingLong(connection -> connection.readAt() - now)));
    }

    void copyTo(Set<Connection> all) {
        all.addAll(fresh);
        all.addAll(served);
    }
}
