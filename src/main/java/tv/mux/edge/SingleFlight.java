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

/**
 * Combines simultaneous reads of the same segment. A caller during a read waits for its end and gets the same bytes.
 */
final class SingleFlight {
    private final Vertx vertx;
    private final Map<String, List<Waiter>> pending = new HashMap<>();

    SingleFlight(Vertx vertx) {
        this.vertx = vertx;
    }

    private record Waiter(Context context, Promise<ByteBuf> promise) {}

    /**
     * Reads something by its name, or joins a read of the same name.
     *
     * @param start starts the read; called only if no read of this name is running
     * @return the bytes, on the caller's context; the caller must release them
     */
    Future<ByteBuf> join(String name, Supplier<Future<ByteBuf>> start) {
        Waiter waiter = new Waiter(vertx.getOrCreateContext(), Promise.promise());
        boolean first;
        synchronized (pending) {
            first = !pending.containsKey(name);
            pending.computeIfAbsent(name, absent -> new ArrayList<>()).add(waiter);
        }
        if (first) {
            start.get().onComplete(result -> complete(name, result));
        }
        return waiter.promise().future();
    }

    private void complete(String name, AsyncResult<ByteBuf> result) {
        List<Waiter> all;
        synchronized (pending) {
            all = pending.remove(name);
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
