package tv.mux.switcher;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import tv.mux.model.Playhead;
import tv.mux.model.StopRun;
import tv.mux.model.StopRun.Mode;

/** The next state of the switch while one step computes it. Mutable, and visible to that step only. */
final class SwitchDraft {
    final Switcher.Rules rules;
    final RandomGenerator random;
    final long now;
    final List<SwitchCommand> orders = new ArrayList<>();
    Playhead wanted;
    long movedAt;
    Source onAir;
    Source next;
    OutputState output;
    SlateState slate;
    long runs;
    private long wakeAt = Long.MAX_VALUE;

    SwitchDraft(Switcher.Rules rules, RandomGenerator random, SwitchState state, long now) {
        this.rules = rules;
        this.random = random;
        this.now = now;
        wanted = state.wanted();
        movedAt = state.movedAt();
        onAir = state.onAir();
        next = state.next();
        output = state.output();
        slate = state.slate();
        runs = state.runs();
    }

    /** The result: the next state, the commands, and the time at which the switch must be woken. */
    StepResult step() {
        return new StepResult(
                new SwitchState(wanted, movedAt, onAir, next, output, slate, runs), List.copyOf(orders), wakeAt);
    }

    /** Whether the input on air is being finished, or is already, for the next one to be read. */
    boolean onAirLeaves() {
        return onAir != null && onAir.runs().leaving();
    }

    /** Asks to be woken at a time, at the latest. */
    void wake(long at) {
        wakeAt = Math.min(wakeAt, at);
    }

    /** Logs a message for the operator. */
    void tell(boolean wrong, String head, String text) {
        orders.add(new SwitchCommand.Report(wrong, head, text));
    }

    /** Ends a run, or lets go of it. */
    void kill(String run) {
        orders.add(new SwitchCommand.Stop(new StopRun(run, Mode.KILL)));
    }

    /** Nothing of a lane is wanted any more. */
    void drop(Source lane) {
        Stream.concat(
                        lane.runs().ended().stream(),
                        Stream.ofNullable(lane.runs().present()))
                .forEach(this::kill);
    }
}
