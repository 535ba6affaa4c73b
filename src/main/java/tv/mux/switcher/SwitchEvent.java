package tv.mux.switcher;

import tv.mux.model.PendingSegment;
import tv.mux.model.Playhead;
import tv.mux.model.Segment;
import tv.mux.status.RunStatus;

/** What happens to the stream. */
public sealed interface SwitchEvent {
    /** The scheduler spoke. */
    record PlayheadReceived(Playhead playhead) implements SwitchEvent {}

    /** A cut is finished. */
    record SegmentFinished(PendingSegment cut) implements SwitchEvent {}

    /** A run fares better or worse. */
    record RunChanged(RunStatus state) implements SwitchEvent {}

    /** The cut that was being published is. */
    record Published(Segment segment) implements SwitchEvent {}

    /**
     * The cut that was being published is not.
     *
     * @param refused whether it never will be; otherwise it is tried again
     */
    record PublishFailed(boolean refused, String why) implements SwitchEvent {}

    /** Time has passed. */
    record Tick() implements SwitchEvent {}
}
