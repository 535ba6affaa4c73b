package tv.mux.server;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Connections, and which of them is given up first when there is no room. Not safe for threads. */
final class ConnectionSet {
    /** In the order they came. */
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

    /** A whole request has come from it. */
    void served(Connection connection) {
        if (fresh.remove(connection)) {
            served.add(connection);
        }
    }

    boolean remove(Connection connection) {
        return fresh.remove(connection) || served.remove(connection);
    }

    /** The one least likely to be a player's: the oldest without a whole request, else the one that is idle longest. */
    Optional<Connection> leastWanted() {
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
