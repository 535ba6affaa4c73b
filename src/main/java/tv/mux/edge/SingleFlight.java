package tv.mux.edge;

import io.netty.buffer.ByteBuf;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads that are under way: whoever wants the same meanwhile waits for the one there is, and gets the same bytes. */
final class SingleFlight {
    private final Vertx vertx;
    private final Map<String, List<Waiter>> waiting = new HashMap<>();

    SingleFlight(Vertx vertx) {
        this.vertx = vertx;
    }

    private record Waiter(Context context, Promise<ByteBuf> promise) {}

    /**
     * Waits for what has a name.
     *
     * @param start begins to read it, where nobody does
     * @return its bytes, on the caller's context, to be released by the caller
     */
    Future<ByteBuf> join(String name, Supplier<Future<ByteBuf>> start) {
        Waiter mine = new Waiter(vertx.getOrCreateContext(), Promise.promise());
        boolean first;
        synchronized (waiting) {
            List<Waiter> others = waiting.get(name);
            first = others == null;
            waiting.computeIfAbsent(name, absent -> new ArrayList<>()).add(mine);
        }
        if (first) {
            start.get().onComplete(result -> land(name, result));
        }
        return mine.promise().future();
    }

    private void land(String name, AsyncResult<ByteBuf> result) {
        List<Waiter> all;
        synchronized (waiting) {
            all = waiting.remove(name);
        }
        for (Waiter waiter : all) {
            if (result.succeeded()) {
                ByteBuf bytes = result.result().retainedDuplicate();
                waiter.context().runOnContext(v -> waiter.promise().complete(bytes));
            } else {
                waiter.context().runOnContext(v -> waiter.promise().fail(result.cause()));
            }
        }
        if (result.succeeded()) {
            result.result().release();
        }
    }
}
