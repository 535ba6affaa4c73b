package tv.mux;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;

/** Verticles that belong together: opened one after the other, closed in reverse. */
final class Deployments {
    private final Vertx vertx;
    private final Deque<String> open = new ArrayDeque<>();

    Deployments(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Opens another one. */
    Future<Void> open(Deployable verticle) {
        return vertx.deployVerticle(verticle).map(id -> {
            synchronized (open) {
                open.push(id);
            }
            return null;
        });
    }

    /** Closes all that are open; does not fail. */
    Future<Void> close() {
        Deque<String> closing;
        synchronized (open) {
            closing = new ArrayDeque<>(open);
            open.clear();
        }
        Future<Void> closed = Future.succeededFuture();
        for (String id : closing) {
            closed = closed.transform(before -> vertx.undeploy(id));
        }
        return closed.transform(before -> Future.succeededFuture());
    }
}
