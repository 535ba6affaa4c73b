package tv.mux.edge;

import io.netty.buffer.ByteBuf;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads that are under way: whoever wants the same meanwhile waits for the one there is, and gets the same bytes. */
final class SingleFlight {
    private final Vertx vertx;
    private final Map<String, List<Promise<ByteBuf>>> waiting = new HashMap<>();

    SingleFlight(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Waits for what has a name.
     *
     * @param start begins to read it, where nobody does
     * @return its bytes, on the caller's context, to be released by the caller
     */
    Future<ByteBuf> join(String name, Supplier<Future<ByteBuf>> start) {
        Promise<ByteBuf> mine = ((ContextInternal) vertx.getOrCreateContext()).promise();
        boolean first;
        synchronized (waiting) {
            List<Promise<ByteBuf>> others = waiting.get(name);
            first = others == null;
            waiting.computeIfAbsent(name, absent -> new ArrayList<>()).add(mine);
        }
        if (first) {
            start.get().onComplete(result -> land(name, result));
        }
        return mine.future();
    }

    private void land(String name, AsyncResult<ByteBuf> result) {
        List<Promise<ByteBuf>> all;
        synchronized (waiting) {
            all = waiting.remove(name);
        }
        for (Promise<ByteBuf> one : all) {
            if (result.succeeded()) {
                one.complete(result.result().retainedDuplicate());
            } else {
                one.fail(result.cause());
            }
        }
        if (result.succeeded()) {
            result.result().release();
        }
    }
}
