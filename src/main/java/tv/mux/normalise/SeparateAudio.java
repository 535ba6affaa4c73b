package tv.mux.normalise;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tv.mux.input.InputItem;
import tv.mux.input.InputReader;

/** Reads the audio of an input that has a separate audio playlist. Waits for a late segment, but not for long. */
public final class SeparateAudio {
    /** If the audio is later than this, the input continues without audio. */
    private static final long TIMEOUT_MS = 6_000;

    private final InputReader reader;
    private Future<InputItem> pending;

    /** Reads from a reader that is open. */
    public SeparateAudio(InputReader reader) {
        this.reader = reader;
    }

    /** Returns the next segment; empty if the segment is late, or if the playlist has ended or failed. */
    Future<Optional<InputItem.Segment>> next() {
        if (pending == null) {
            pending = reader.next();
        }
        return pending.timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS).transform(done -> {
            if (pending.isComplete()) {
                pending = null;
            }
            if (done.failed() || done.result() instanceof InputItem.End) {
                return Future.succeededFuture(Optional.empty());
            }
            // A break is skipped, as the time stamps show where the audio continues.
            return done.result() instanceof InputItem.Segment segment
                    ? Future.succeededFuture(Optional.of(segment))
                    : next();
        });
    }
}
