package tv.mux.switcher;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tv.mux.config.Config.TransitionMode;
import tv.mux.model.AppendRequest;
import tv.mux.model.PendingSegment;
import tv.mux.model.Playhead;
import tv.mux.model.Position;
import tv.mux.model.ResumePoint;
import tv.mux.model.Segment;
import tv.mux.model.SlateSegment;
import tv.mux.model.StartRun;
import tv.mux.model.StopRun.Mode;
import tv.mux.status.RunStatus;
import tv.mux.status.RunStatus.Cause;
import tv.mux.status.RunStatus.Phase;
import tv.mux.status.StreamStatus;

/**
 * Sends events to the switch and writes its commands as short texts.
 *
 * <p>The name of a run is its input and its number among that input's runs: {@code A1}, {@code A2}. The text of a
 * command is the time since the start in milliseconds and the command: {@code 0 start A1},
 * {@code 900 start A2 resumes A1}, {@code 4000 publish A1#0} (with {@code !} for a discontinuity), {@code kill A1},
 * {@code finish A1}, {@code switched B}, {@code no switch B}, {@code store B}. {@link #commands} returns the texts
 * once.
 */
final class SwitcherDriver {
    static final long TIMEOUT_MS = 15_000;
    static final long TARGET_MS = 6_000;
    static final long HOLD_MS = 2_000;
    private static final SlateSegment SLATE = new SlateSegment(List.of(new PendingSegment.File("slate.ts", 1)), 3_840);

    /** The monotonic clock at the start. It is not zero, so that no test depends on that. */
    private static final long START = 50_000;

    private final Switcher switcher;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, Integer> runsOf = new HashMap<>();
    private final Map<String, Integer> segmentsOf = new HashMap<>();
    private final Map<String, StartRun> starts = new HashMap<>();
    private final List<String> commands = new ArrayList<>();
    private final List<String> logged = new ArrayList<>();
    private final List<StreamStatus.Switch> switches = new ArrayList<>();
    private AppendRequest publishing;
    private boolean autoPublish = true;
    private SwitchState state;
    private long now = START;
    private long wakeAt;

    private SwitcherDriver(TransitionMode mode, ResumePoint resumePoint, Playhead playhead, SlateSegment slate) {
        Switcher.Rules rules = new Switcher.Rules(mode, TIMEOUT_MS, TARGET_MS, 20, "term", slate, HOLD_MS);
        switcher = new Switcher(rules, new MaximumRandom());
        state = SwitchState.from(resumePoint, playhead, now, 0, TIMEOUT_MS);
        send(new SwitchEvent.Tick());
    }

    /** A new stream in transition mode {@code overlap}. */
    static SwitcherDriver overlap() {
        return new SwitcherDriver(TransitionMode.OVERLAP, newStream(), null, SlateSegment.NONE);
    }

    /** A new stream in transition mode {@code sequential}. */
    static SwitcherDriver sequential() {
        return new SwitcherDriver(TransitionMode.SEQUENTIAL, newStream(), null, SlateSegment.NONE);
    }

    /** A stream that continues after a restart. */
    static SwitcherDriver from(TransitionMode mode, ResumePoint resumePoint, Playhead playhead) {
        return new SwitcherDriver(mode, resumePoint, playhead, SlateSegment.NONE);
    }

    /** A new stream with a slate. */
    static SwitcherDriver withSlate(TransitionMode mode) {
        return new SwitcherDriver(mode, newStream(), null, SLATE);
    }

    /** A stream with a slate that continues after a restart. */
    static SwitcherDriver withSlateFrom(TransitionMode mode, ResumePoint resumePoint, Playhead playhead) {
        return new SwitcherDriver(mode, resumePoint, playhead, SLATE);
    }

    private static ResumePoint newStream() {
        return new ResumePoint(null, null, null, Map.of(), 0, TARGET_MS, 20, 1);
    }

    // ---- events ---------------------------------------------------------------------------------------------------

    /** Lets time pass until {@code ms} after the start, with the ticks that the switch asks for. */
    SwitcherDriver at(long ms) {
        if (START + ms < now) {
            throw new IllegalArgumentException(ms + " ms is in the past: the clock is at " + (now - START) + " ms");
        }
        while (wakeAt <= START + ms) {
            now = Math.max(now, wakeAt);
            send(new SwitchEvent.Tick());
        }
        now = START + ms;
        return this;
    }

    /** The scheduler sends a playhead whose name is its head. */
    SwitcherDriver playhead(String head) {
        return playhead(head, head);
    }

    SwitcherDriver playhead(String head, String name) {
        return send(new SwitchEvent.PlayheadReceived(new Playhead(head, name, now)));
    }

    /** The newest run of an input finishes a segment of 4 s. */
    SwitcherDriver segment(String head) {
        return segment(head, 4_000);
    }

    SwitcherDriver segment(String head, long durationMs) {
        return segmentOf(head + runsOf.getOrDefault(head, 0), durationMs);
    }

    /** The newest run of an input finishes a segment that begins in the input segment with this number. */
    SwitcherDriver segmentWithin(String head, long durationMs, long firstInput) {
        return segmentOf(head + runsOf.getOrDefault(head, 0), durationMs, firstInput);
    }

    /** The run with this name finishes a segment. */
    SwitcherDriver segmentOf(String run, long durationMs) {
        return segmentOf(run, durationMs, segmentsOf.getOrDefault(run, 0));
    }

    private SwitcherDriver segmentOf(String run, long durationMs, long firstInput) {
        int ordinal = segmentsOf.merge(run, 1, Integer::sum) - 1;
        String head = run.substring(0, 1);
        Position end = new Position(ordinal, ordinal);
        return send(new SwitchEvent.SegmentFinished(
                new PendingSegment(ids.get(run), head, ordinal, List.of(), durationMs, true, firstInput, end)));
    }

    /** The newest run of an input ends. */
    SwitcherDriver ended(String head, Cause cause) {
        return ended(head, cause, cause.name());
    }

    SwitcherDriver ended(String head, Cause cause, String detail) {
        return status(head, Phase.ENDED, cause, detail);
    }

    SwitcherDriver running(String head) {
        return status(head, Phase.RUNNING, null, "");
    }

    SwitcherDriver trouble(String head, String detail) {
        return status(head, Phase.TROUBLE, Cause.UNREACHABLE, detail);
    }

    private SwitcherDriver status(String head, Phase phase, Cause cause, String detail) {
        String run = ids.get(head + runsOf.get(head));
        return send(new SwitchEvent.RunChanged(new RunStatus(run, head, phase, cause, detail, "", now)));
    }

    /**
     * From now on a publication has a result only through {@link #publishSucceeds}, {@link #publishRefused} or
     * {@link #publishFails}.
     */
    SwitcherDriver withoutResults() {
        autoPublish = false;
        return this;
    }

    SwitcherDriver publishSucceeds() {
        PendingSegment segment = publishing.segment();
        return send(new SwitchEvent.Published(new Segment(
                1,
                0,
                false,
                0,
                segment.durationMs(),
                true,
                segment.run(),
                1,
                segment.head(),
                publishing.title(),
                List.of(1L),
                List.of())));
    }

    SwitcherDriver publishRefused() {
        return send(new SwitchEvent.PublishFailed(true, "refused"));
    }

    SwitcherDriver publishFails() {
        return send(new SwitchEvent.PublishFailed(false, "no answer"));
    }

    SwitcherDriver tick() {
        return send(new SwitchEvent.Tick());
    }

    private SwitcherDriver send(SwitchEvent event) {
        StepResult step = switcher.on(state, event, now);
        state = step.state();
        wakeAt = step.wakeAt();
        boolean publishes = false;
        for (SwitchCommand command : step.commands()) {
            if (command instanceof SwitchCommand.Log message) {
                logged.add((now - START) + " " + message.head() + ": " + message.text());
                continue;
            }
            publishes |= command instanceof SwitchCommand.Publish;
            commands.add((now - START) + " " + text(command));
        }
        return publishes && autoPublish ? publishSucceeds() : this;
    }

    private String text(SwitchCommand command) {
        if (command instanceof SwitchCommand.Start start) {
            StartRun run = start.run();
            String name = run.head() + runsOf.merge(run.head(), 1, Integer::sum);
            names.put(run.run(), name);
            ids.put(name, run.run());
            starts.put(name, run);
            return "start " + name + (run.resumes() == null ? "" : " resumes " + names.get(run.resumes()));
        }
        if (command instanceof SwitchCommand.Stop stop) {
            String how = stop.run().mode() == Mode.KILL ? "kill " : "finish ";
            return how + names.get(stop.run().run());
        }
        if (command instanceof SwitchCommand.Publish publish) {
            publishing = publish.request();
            PendingSegment segment = publishing.segment();
            String name = segment.slate() ? "slate" : names.get(segment.run());
            return "publish " + name + "#" + segment.ordinal() + (publishing.discontinuity() ? "!" : "");
        }
        if (command instanceof SwitchCommand.StorePlayhead store) {
            return "store " + store.playhead().name();
        }
        StreamStatus.Switch made = ((SwitchCommand.RecordSwitch) command).result();
        switches.add(made);
        return (made.done() ? "switched " : "no switch ") + made.to();
    }

    // ---- results --------------------------------------------------------------------------------------------------

    /** Returns the commands since the last call. */
    List<String> commands() {
        List<String> since = List.copyOf(commands);
        commands.clear();
        return since;
    }

    /** Forgets all commands and log messages so far. */
    SwitcherDriver clear() {
        commands.clear();
        logged.clear();
        return this;
    }

    /** Returns the log messages since the last call. */
    List<String> logged() {
        List<String> since = List.copyOf(logged);
        logged.clear();
        return since;
    }

    /** Returns the request that started a run. */
    StartRun start(String run) {
        return starts.get(run);
    }

    /** Returns all switches that were made or failed. */
    List<StreamStatus.Switch> switches() {
        return switches;
    }

    /** Returns the latest request to publish. */
    AppendRequest publishing() {
        return publishing;
    }

    SwitchState state() {
        return state;
    }

    /** Returns the heads of program and preview source, such as {@code A>B}, or {@code -} if there is none. */
    String sources() {
        String program = state.program() == null ? "-" : state.program().head();
        return state.preview() == null
                ? program
                : program + ">" + state.preview().head();
    }

    /** Makes every random wait as long as possible. */
    private static final class MaximumRandom implements RandomGenerator {
        @Override
        public long nextLong() {
            return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long origin, long bound) {
            return bound - 1;
        }
    }
}
