package tv.mux.common;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Runs an asynchronous task, never twice at the same time. Requests during a run cause one more run after it. All calls
 * must come from one thread, and the task's future must complete on that thread.
 */
public final class SerialTask {
    private final Supplier<Future<?>> task;
    private Future<Void> current = Future.succeededFuture();
    private boolean running;
    private boolean requested;
    private boolean closed;

    /**
     * Creates a task that runs when it is requested. A failed run is not reported and does not prevent the next run.
     */
    public SerialTask(Supplier<Future<?>> task) {
        this.task = task;
    }

    /**
     * Starts a run. During a run, schedules one more run after it. Does nothing after {@link #close}.
     *
     * @return completes at the end of the present run; never fails
     */
    public Future<Void> request() {
        if (closed) {
            return current;
        }
        if (running) {
            requested = true;
            return current;
        }
        running = true;
        Future<Void> run = Future.succeededFuture()
                .compose(v -> task.get())
                .<Void>mapEmpty()
                .otherwiseEmpty();
        current = run;
        run.onComplete(done -> {
            running = false;
            if (requested) {
                requested = false;
                request();
            }
        });
        return run;
    }

    /**
     * Prevents further runs. A run in progress continues.
     *
     * @return completes at the end of the present run
     */
    public Future<Void> close() {
        closed = true;
        return current;
    }
}
