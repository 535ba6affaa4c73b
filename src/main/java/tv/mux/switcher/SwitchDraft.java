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
    final List<SwitchCommand> commands = new ArrayList<>();
    Playhead playhead;
    long playheadChangedAt;
    Source program;
    Source preview;
    OutputState output;
    SlateState slate;
    long runCount;
    private long wakeAt = Long.MAX_VALUE;

    SwitchDraft(Switcher.Rules rules, RandomGenerator random, SwitchState state, long now) {
        this.rules = rules;
        this.random = random;
        this.now = now;
        playhead = state.playhead();
        playheadChangedAt = state.playheadChangedAt();
        program = state.program();
        preview = state.preview();
        output = state.output();
        slate = state.slate();
        runCount = state.runCount();
    }

    /** Returns the result: the next state, the commands, and the time at which the switch must be woken. */
    StepResult build() {
        SwitchState next = new SwitchState(playhead, playheadChangedAt, program, preview, output, slate, runCount);
        return new StepResult(next, List.copyOf(commands), wakeAt);
    }

    /**
     * Whether the last run of the program source ends or has ended, so that the preview source can be read (transition
     * mode {@code sequential}).
     */
    boolean programFinishes() {
        return program != null && program.runs().finishing();
    }

    /** Asks to be woken at a time, or earlier. */
    void wakeAt(long at) {
        wakeAt = Math.min(wakeAt, at);
    }

    void logInfo(String head, String text) {
        commands.add(new SwitchCommand.Log(false, head, text));
    }

    void logWarning(String head, String text) {
        commands.add(new SwitchCommand.Log(true, head, text));
    }

    /** Ends a run, or releases what an ended run still keeps. */
    void kill(String run) {
        commands.add(new SwitchCommand.Stop(new StopRun(run, Mode.KILL)));
    }

    /** Discards a source and everything that its runs have buffered. */
    void discard(Source source) {
        Stream.concat(
                        source.runs().ended().stream(),
                        Stream.ofNullable(source.runs().current()))
                .forEach(this::kill);
    }
}
