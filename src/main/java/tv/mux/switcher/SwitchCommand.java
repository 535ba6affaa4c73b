package tv.mux.switcher;

import tv.mux.model.AppendRequest;
import tv.mux.model.Playhead;
import tv.mux.model.StartRun;
import tv.mux.model.StopRun;
import tv.mux.status.StreamStatus;

/** What the stream wants done. */
public sealed interface SwitchCommand {
    /** Begin a run. */
    record Start(StartRun run) implements SwitchCommand {}

    /** End a run, or let go of an ended one. */
    record Stop(StopRun run) implements SwitchCommand {}

    /** Publish a cut. Answered by {@link SwitchEvent.Published} or {@link SwitchEvent.PublishFailed}. */
    record Publish(AppendRequest append) implements SwitchCommand {}

    /** Keep what the scheduler said. */
    record Remember(Playhead playhead) implements SwitchCommand {}

    /** A switch was made, or has failed. */
    record Switched(StreamStatus.Switch made) implements SwitchCommand {}

    /**
     * Something the operator should know.
     *
     * @param wrong whether something is wrong
     */
    record Report(boolean wrong, String head, String text) implements SwitchCommand {}
}
