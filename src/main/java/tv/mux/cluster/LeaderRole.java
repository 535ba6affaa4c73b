package tv.mux.cluster;

import io.vertx.core.Future;

/** The work that a node does only while it is the leader. */
public interface LeaderRole {

    /** Starts the work. If this fails, the node gives up the leadership. */
    Future<Void> start();

    /** Stops the work. Completes when nothing of it runs any more. Never fails. */
    Future<Void> stop();
}
