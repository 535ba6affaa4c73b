package tv.mux.log;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;

/** The log in a Hazelcast map: one entry, changed by one entry processor. Never blocks its caller. */
public final class HazelcastLog implements Log {
    private static final String MAP = "mux.log";
    private static final String STREAM = "stream";

    private final Vertx vertx;
    private final IMap<String, String> map;
    private volatile Known known;

    private record Known(String text, LogEntry entry) {}

    /** Over a member or a lite member of the cluster. */
    public HazelcastLog(Vertx vertx, HazelcastInstance hazelcast) {
        this.vertx = vertx;
        this.map = hazelcast.getMap(MAP);
    }

    @Override
    public Future<Optional<LogEntry>> read() {
        return Future.fromCompletionStage(map.getAsync(STREAM), context())
                .map(text -> Optional.ofNullable(text).map(this::entry));
    }

    @Override
    public Future<LogEntry> change(Change change) {
        return Future.fromCompletionStage(map.submitToKey(STREAM, new Apply(LogJson.text(change))), context())
                .compose(answer -> answer.startsWith("{")
                        ? Future.succeededFuture(entry(answer))
                        : Future.failedFuture(new IllegalStateException(answer)));
    }

    /** It is read every second and changes every few: the same text is the same entry. */
    private LogEntry entry(String text) {
        Known last = known;
        if (last == null || !last.text().equals(text)) {
            last = new Known(text, LogJson.entry(text));
            known = last;
        }
        return last.entry();
    }

    private Context context() {
        return vertx.getOrCreateContext();
    }

    /**
     * Applies a change where the entry lives. Its form is the change's JSON, so that nodes of two releases understand each
     * other; the answer is the next version's JSON, or in plain words why it was refused.
     */
    static final class Apply implements EntryProcessor<String, String, String> {
        private static final long serialVersionUID = 1;

        private final String change;

        Apply(String change) {
            this.change = change;
        }

        @Override
        public String process(Map.Entry<String, String> entry) {
            try {
                String text = entry.getValue();
                LogEntry next = LogJson.change(change).applied(text == null ? null : LogJson.entry(text));
                String nextText = LogJson.text(next);
                entry.setValue(nextText);
                return nextText;
            } catch (IllegalStateException | IllegalArgumentException e) {
                return "refused: " + e.getMessage();
            }
        }
    }
}
