package tv.mux.stream;

import tv.mux.bus.Cut;
import tv.mux.bus.Playhead;
import tv.mux.bus.RunState;
import tv.mux.bus.Segment;

/** What happens to the stream. */
sealed interface Event {
    /** The scheduler spoke. */
    record Wanted(Playhead playhead) implements Event {}

    /** A cut is finished. */
    record Ready(Cut cut) implements Event {}

    /** A run fares better or worse. */
    record Run(RunState state) implements Event {}

    /** The cut that was being published is. */
    record Published(Segment segment) implements Event {}

    /**
     * The cut that was being published is not.
     *
     * @param refused whether it never will be; otherwise it is tried again
     */
    record NotPublished(boolean refused, String why) implements Event {}

    /** Time has passed. */
    record Tick() implements Event {}
}
