package tv.mux.switcher;

import tv.mux.model.AppendRequest;
import tv.mux.model.Playhead;
import tv.mux.model.StartRun;
import tv.mux.model.StopRun;
import tv.mux.status.StreamStatus;

/** A command of the switch. The verticle around the switch carries it out. */
public sealed interface SwitchCommand {
    /** Start a run. */
    record Start(StartRun run) implements SwitchCommand {}

    /** End a run, or delete what an ended run still keeps. */
    record Stop(StopRun run) implements SwitchCommand {}

    /**
     * Publish a pending segment. The result comes as {@link SwitchEvent.Published} or
     * {@link SwitchEvent.PublishFailed}.
     */
    record Publish(AppendRequest request) implements SwitchCommand {}

    /** Store the playhead, so that a restart or another leader continues with it. */
    record StorePlayhead(Playhead playhead) implements SwitchCommand {}

    /** Record a switch that was made or that failed. */
    record RecordSwitch(StreamStatus.Switch result) implements SwitchCommand {}

    /**
     * Log a message for the operator.
     *
     * @param warning true for a warning, false for information
     * @param head URL of the input
     */
    record Log(boolean warning, String head, String text) implements SwitchCommand {}
}
