package tv.mux.common;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link SerialTask}: one run at a time, and one more for all requests during a run. */
class SerialTaskTest {
    private final List<Promise<Void>> runs = new ArrayList<>();
    private final SerialTask task = new SerialTask(this::run);

    private Future<Void> run() {
        runs.add(Promise.promise());
        return runs.get(runs.size() - 1).future();
    }

    @Test
    void requestsDuringARunCauseOneMoreRun() {
        task.request();
        task.request();
        task.request();
        assertThat(runs).hasSize(1);
        runs.get(0).complete();
        assertThat(runs).hasSize(2);
        runs.get(1).complete();
        assertThat(runs).hasSize(2);
    }

    @Test
    void aFailedRunDoesNotPreventTheNext() {
        Future<Void> first = task.request();
        task.request();
        runs.get(0).fail("no answer");
        assertThat(first.succeeded()).isTrue();
        assertThat(runs).hasSize(2);
    }

    @Test
    void nothingRunsAfterClose() {
        task.request();
        task.request();
        Future<Void> closed = task.close();
        assertThat(closed.isComplete()).isFalse();
        runs.get(0).complete();
        assertThat(closed.isComplete()).isTrue();
        task.request();
        assertThat(runs).hasSize(1);
    }
}
