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
 * Drives the switch through a story, and tells what it ordered in few words.
 *
 * <p>A run is named for its input and its number among that input's runs: {@code A1}, {@code A2}. An order reads as the
 * time since the start in milliseconds and what was ordered: {@code 0 start A1}, {@code 900 start A2 resumes A1},
 * {@code 4000 publish A1#0}, with {@code !} behind it where a discontinuity is marked, {@code kill A1}, {@code finish
 * A1}, {@code switched B}, {@code no switch B}, {@code store B}. Orders are kept until they are asked for.
 */
final class Drive {
    static final long TIMEOUT_MS = 15_000;
    static final long TARGET_MS = 6_000;
    static final long HOLD_MS = 2_000;
    private static final SlateSegment SLATE = new SlateSegment(List.of(new PendingSegment.File("slate.ts", 1)), 3_840);

    /** The clock of the story begins here, so that nothing leans on zero. */
    private static final long BIRTH = 50_000;

    private final Switcher switcher;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, Integer> runsOf = new HashMap<>();
    private final Map<String, Integer> cutsOf = new HashMap<>();
    private final Map<String, StartRun> starts = new HashMap<>();
    private final List<String> orders = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final List<StreamStatus.Switch> switches = new ArrayList<>();
    private AppendRequest publishing;
    private boolean answers = true;
    private SwitchState state;
    private long now = BIRTH;
    private long wakeAt;

    private Drive(TransitionMode mode, ResumePoint origin, Playhead wanted, SlateSegment card) {
        Switcher.Rules rules = new Switcher.Rules(mode, TIMEOUT_MS, TARGET_MS, 20, "term", card, HOLD_MS);
        switcher = new Switcher(rules, new Longest());
        state = SwitchState.from(origin, wanted, now, 0, TIMEOUT_MS);
        take(new SwitchEvent.Tick());
    }

    /** A stream that never was, with inputs that may be read at once. */
    static Drive overlap() {
        return new Drive(TransitionMode.OVERLAP, nothing(), null, SlateSegment.NONE);
    }

    /** A stream that never was, with inputs that allow one reader. */
    static Drive sequential() {
        return new Drive(TransitionMode.SEQUENTIAL, nothing(), null, SlateSegment.NONE);
    }

    /** A stream that goes on from what was kept of it. */
    static Drive from(TransitionMode mode, ResumePoint origin, Playhead wanted) {
        return new Drive(mode, origin, wanted, SlateSegment.NONE);
    }

    /** A stream that never was, with a slate. */
    static Drive withSlate(TransitionMode mode) {
        return new Drive(mode, nothing(), null, SLATE);
    }

    /** A stream with a slate that goes on from what was kept of it. */
    static Drive withSlateFrom(TransitionMode mode, ResumePoint origin, Playhead wanted) {
        return new Drive(mode, origin, wanted, SLATE);
    }

    private static ResumePoint nothing() {
        return new ResumePoint(null, null, null, Map.of(), 0, TARGET_MS, 20, 1);
    }

    // ---- what happens ---------------------------------------------------------------------------------------------

    /** Lets time pass up to a moment, milliseconds since the start. */
    Drive at(long ms) {
        if (BIRTH + ms < now) {
            throw new IllegalArgumentException("it is " + (now - BIRTH) + " ms already");
        }
        while (wakeAt <= BIRTH + ms) {
            now = Math.max(now, wakeAt);
            take(new SwitchEvent.Tick());
        }
        now = BIRTH + ms;
        return this;
    }

    /** The scheduler says what is on air; the name is the head's. */
    Drive wants(String head) {
        return wants(head, head);
    }

    Drive wants(String head, String name) {
        return take(new SwitchEvent.PlayheadReceived(new Playhead(head, name, now)));
    }

    /** The newest run of an input has a cut of 4 s. */
    Drive cut(String head) {
        return cut(head, 4_000);
    }

    Drive cut(String head, long durationMs) {
        return cutOf(head + runsOf.getOrDefault(head, 0), durationMs);
    }

    /** The newest run of an input has a cut that begins in an input segment of this number. */
    Drive cutWithin(String head, long durationMs, long firstInput) {
        return cutOf(head + runsOf.getOrDefault(head, 0), durationMs, firstInput);
    }

    /** A named run has a cut, whether or not it is the newest. */
    Drive cutOf(String run, long durationMs) {
        return cutOf(run, durationMs, cutsOf.getOrDefault(run, 0));
    }

    private Drive cutOf(String run, long durationMs, long firstInput) {
        int ordinal = cutsOf.merge(run, 1, Integer::sum) - 1;
        String head = run.substring(0, 1);
        Position end = new Position(ordinal, ordinal);
        return take(new SwitchEvent.SegmentFinished(
                new PendingSegment(ids.get(run), head, ordinal, List.of(), durationMs, true, firstInput, end)));
    }

    /** The newest run of an input is over. */
    Drive ended(String head, Cause cause) {
        return ended(head, cause, cause.name());
    }

    Drive ended(String head, Cause cause, String detail) {
        return fares(head, Phase.ENDED, cause, detail);
    }

    Drive running(String head) {
        return fares(head, Phase.RUNNING, null, "");
    }

    Drive trouble(String head, String detail) {
        return fares(head, Phase.TROUBLE, Cause.UNREACHABLE, detail);
    }

    private Drive fares(String head, Phase phase, Cause cause, String detail) {
        String run = ids.get(head + runsOf.get(head));
        return take(new SwitchEvent.RunChanged(new RunStatus(run, head, phase, cause, detail, "", now)));
    }

    /** From now on publications are not answered but by {@link #published}, {@link #refused} and {@link #fails}. */
    Drive publicationsHang() {
        answers = false;
        return this;
    }

    Drive published() {
        PendingSegment cut = publishing.segment();
        return take(new SwitchEvent.Published(new Segment(
                1,
                0,
                false,
                0,
                cut.durationMs(),
                true,
                cut.run(),
                1,
                cut.head(),
                publishing.title(),
                List.of(1L),
                List.of())));
    }

    Drive refused() {
        return take(new SwitchEvent.PublishFailed(true, "refused"));
    }

    Drive fails() {
        return take(new SwitchEvent.PublishFailed(false, "no answer"));
    }

    Drive tick() {
        return take(new SwitchEvent.Tick());
    }

    private Drive take(SwitchEvent event) {
        StepResult step = switcher.on(state, event, now);
        state = step.state();
        wakeAt = step.wakeAt();
        boolean publishes = false;
        for (SwitchCommand order : step.commands()) {
            if (order instanceof SwitchCommand.Log message) {
                told.add((now - BIRTH) + " " + message.head() + ": " + message.text());
                continue;
            }
            publishes |= order instanceof SwitchCommand.Publish;
            orders.add((now - BIRTH) + " " + words(order));
        }
        return publishes && answers ? published() : this;
    }

    private String words(SwitchCommand order) {
        if (order instanceof SwitchCommand.Start start) {
            StartRun run = start.run();
            String name = run.head() + runsOf.merge(run.head(), 1, Integer::sum);
            names.put(run.run(), name);
            ids.put(name, run.run());
            starts.put(name, run);
            return "start " + name + (run.resumes() == null ? "" : " resumes " + names.get(run.resumes()));
        }
        if (order instanceof SwitchCommand.Stop stop) {
            String how = stop.run().mode() == Mode.KILL ? "kill " : "finish ";
            return how + names.get(stop.run().run());
        }
        if (order instanceof SwitchCommand.Publish publish) {
            publishing = publish.request();
            PendingSegment cut = publishing.segment();
            String name = cut.slate() ? "slate" : names.get(cut.run());
            return "publish " + name + "#" + cut.ordinal() + (publishing.discontinuity() ? "!" : "");
        }
        if (order instanceof SwitchCommand.StorePlayhead store) {
            return "store " + store.playhead().name();
        }
        StreamStatus.Switch made = ((SwitchCommand.RecordSwitch) order).result();
        switches.add(made);
        return (made.done() ? "switched " : "no switch ") + made.to();
    }

    // ---- what followed --------------------------------------------------------------------------------------------

    /** What was ordered since this was asked last. */
    List<String> orders() {
        List<String> since = List.copyOf(orders);
        orders.clear();
        return since;
    }

    /** Forgets what was ordered so far. */
    Drive soFar() {
        orders.clear();
        told.clear();
        return this;
    }

    /** What the operator was told since this was asked last. */
    List<String> told() {
        List<String> since = List.copyOf(told);
        told.clear();
        return since;
    }

    /** The order that began a run. */
    StartRun start(String run) {
        return starts.get(run);
    }

    /** The switches made and failed. */
    List<StreamStatus.Switch> switches() {
        return switches;
    }

    /** The cut that was ordered to be published last. */
    AppendRequest publishing() {
        return publishing;
    }

    SwitchState state() {
        return state;
    }

    /** The heads of the lanes, on air first, as in {@code A>B}; {@code -} where there is none. */
    String lanes() {
        String on = state.program() == null ? "-" : state.program().head();
        return state.preview() == null ? on : on + ">" + state.preview().head();
    }

    /** Every wait is as long as it may be. */
    private static final class Longest implements RandomGenerator {
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
