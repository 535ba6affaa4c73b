package tv.mux.cluster;

import io.vertx.core.Future;

/** What a node does while it leads. */
public interface LeaderRole {

    /** Begins. */
    Future<Void> take();

    /** Ends at once what is still going on; done when it has. Does not fail. */
    Future<Void> leave();
}
