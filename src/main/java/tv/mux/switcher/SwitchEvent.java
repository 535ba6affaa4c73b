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
    record SegmentFinished(PendingSegment segment) implements SwitchEvent {}

    /** The status of a run has changed. */
    record RunChanged(RunStatus status) implements SwitchEvent {}

    /** The pending segment was published. */
    record Published(Segment segment) implements SwitchEvent {}

    /**
     * The pending segment was not published.
     *
     * @param refused true if a further try would fail too; otherwise the switch tries again
     */
    record PublishFailed(boolean refused, String why) implements SwitchEvent {}

    /** The time has come at which the switch asked to be woken. */
    record Tick() implements SwitchEvent {}
}
