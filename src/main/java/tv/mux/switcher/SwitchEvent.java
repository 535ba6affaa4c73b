package tv.mux.switcher;

import tv.mux.model.PendingSegment;
import tv.mux.model.Playhead;
import tv.mux.model.Segment;
import tv.mux.status.RunStatus;

/** An event that the switch reacts to. */
public sealed interface SwitchEvent {
    /** The scheduler has sent a playhead. */
    record PlayheadReceived(Playhead playhead) implements SwitchEvent {}

    /** A run has finished a segment. */
    record SegmentFinished(PendingSegment cut) implements SwitchEvent {}

    /** The status of a run has changed. */
    record RunChanged(RunStatus state) implements SwitchEvent {}

    /** The pending segment was published. */
    record Published(Segment segment) implements SwitchEvent {}

    /**
     * The pending segment was not published.
     *
     * @param refused true if a further try would fail too; otherwise the switch tries again
     */
    record PublishFailed(boolean refused, String why) implements SwitchEvent {}

    /** The time has come that the switch asked to be woken at. */
    record Tick() implements SwitchEvent {}
}
