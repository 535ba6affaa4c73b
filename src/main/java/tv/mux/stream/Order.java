package tv.mux.stream;

import tv.mux.bus.Append;
import tv.mux.bus.Playhead;
import tv.mux.bus.RunStart;
import tv.mux.bus.RunStop;
import tv.mux.bus.StreamStatus;

/** What the stream wants done. */
sealed interface Order {
    /** Begin a run. */
    record Start(RunStart run) implements Order {}

    /** End a run, or let go of an ended one. */
    record Stop(RunStop run) implements Order {}

    /** Publish a cut. Answered by {@link Event.Published} or {@link Event.NotPublished}. */
    record Publish(Append append) implements Order {}

    /** Keep what the scheduler said. */
    record Remember(Playhead playhead) implements Order {}

    /** A switch was made, or has failed. */
    record Switched(StreamStatus.Switch made) implements Order {}

    /**
     * Something the operator should know.
     *
     * @param wrong whether something is wrong
     */
    record Tell(boolean wrong, String head, String text) implements Order {}
}
