package tv.mux.normalise;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tv.mux.input.InputItem;
import tv.mux.input.InputReader;

/** The audio of an input that has a playlist for it, segment by segment; what is late is waited for within bounds. */
public final class SeparateAudio {
    /** An input whose audio is later than this goes on without. */
    private static final long PATIENCE_MS = 6_000;

    private final InputReader reader;
    private Future<InputItem> coming;

    /** Read by a reader that is open. */
    public SeparateAudio(InputReader reader) {
        this.reader = reader;
    }

    /** The next segment; empty where none comes in time, or none at all any more. */
    Future<Optional<InputItem.Segment>> next() {
        if (coming == null) {
            coming = reader.next();
        }
        return coming.timeout(PATIENCE_MS, TimeUnit.MILLISECONDS).transform(done -> {
            if (coming.isComplete()) {
                coming = null;
            }
            if (done.failed() || done.result() instanceof InputItem.End) {
                return Future.succeededFuture(Optional.empty());
            }
            // Where the audio breaks off and goes on is told by its stamps.
            return done.result() instanceof InputItem.Segment segment
                    ? Future.succeededFuture(Optional.of(segment))
                    : next();
        });
    }
}
