package tv.mux;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;

/** A group of verticles, which is undeployed in the reverse order of deployment. */
final class Deployments {
    private final Vertx vertx;
    private final Deque<String> deployed = new ArrayDeque<>();

    Deployments(Vertx vertx) {
        this.vertx = vertx;
    }

    Future<Void> deploy(Deployable verticle) {
        return vertx.deployVerticle(verticle).map(id -> {
            synchronized (deployed) {
                deployed.push(id);
            }
            return null;
        });
    }

    /** Undeploys all verticles. The returned future never fails. */
    Future<Void> undeployAll() {
        Deque<String> ids;
        synchronized (deployed) {
            ids = new ArrayDeque<>(deployed);
            deployed.clear();
        }
        Future<Void> undeployed = Future.succeededFuture();
        for (String id : ids) {
            undeployed = undeployed.transform(before -> vertx.undeploy(id));
        }
        return undeployed.transform(before -> Future.succeededFuture());
    }
}
