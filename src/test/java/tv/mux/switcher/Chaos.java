package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import tv.mux.config.Config.TransitionMode;
import tv.mux.model.AppendRequest;
import tv.mux.model.PendingSegment;
import tv.mux.model.Playhead;
import tv.mux.model.Position;
import tv.mux.model.ResumePoint;
import tv.mux.model.Segment;
import tv.mux.model.SlateSegment;
import tv.mux.model.StartRun;
import tv.mux.model.StopRun;
import tv.mux.model.StopRun.Mode;
import tv.mux.status.RunStatus;
import tv.mux.status.RunStatus.Cause;
import tv.mux.status.RunStatus.Phase;

/** Random events for the switch, and what must hold after each of them. */
final class Chaos {
    private static final List<String> HEADS = List.of("A", "B", "C", "D");
    private static final long TIMEOUT_MS = 5_000;
    private static final long TARGET_MS = 6_000;

    /** A run as those see it who carry out orders. */
    private static final class Ran {
        final StartRun order;
        boolean live = true;
        boolean finishing;
        boolean killed;
        int cuts;
        int lastPublished = -1;

        Ran(StartRun order) {
            this.order = order;
        }
    }

    private final SplittableRandom random;
    private final TransitionMode mode;
    private final Switcher switcher;
    private final Map<String, Ran> runs = new HashMap<>();
    private final List<String> story = new ArrayList<>();
    private final Set<String> settled = new HashSet<>();
    private final boolean slate;
    private SwitchState state;
    private long lastAt;
    private String lastSlate;
    private int slates;
    private long now = 1_000;
    private long wakeAt;
    private AppendRequest inFlight;
    private boolean retry;
    private String lastRun;
    private boolean lost;
    private int published;

    Chaos(TransitionMode mode, long seed) {
        this.mode = mode;
        random = new SplittableRandom(seed);
        slate = random.nextBoolean();
        SlateSegment card =
                slate ? new SlateSegment(List.of(new PendingSegment.File("slate.ts", 1)), 3_840) : SlateSegment.NONE;
        switcher = new Switcher(
                new Switcher.Rules(mode, TIMEOUT_MS, TARGET_MS, 20, "run", card, random.nextInt(3) * 1_000L), random);
        String onAir = random.nextBoolean() ? null : head();
        Playhead wanted = random.nextBoolean() ? null : new Playhead(head(), "first", 0);
        state = SwitchState.from(
                new ResumePoint(wanted, onAir, onAir, Map.of(), 0, TARGET_MS, 20, 1), wanted, now, 0, TIMEOUT_MS);
        lastRun = onAir;
        lastAt = now;
        take(new SwitchEvent.Tick());
    }

    int published() {
        return published;
    }

    int slates() {
        return slates;
    }

    int runs() {
        return runs.size();
    }

    /** The last that happened, for who has to find out why. */
    String story() {
        return "\n  " + String.join("\n  ", story.subList(Math.max(0, story.size() - 60), story.size()));
    }

    // ---- what happens ---------------------------------------------------------------------------------------------

    /** Any one thing happens. */
    void anything() {
        int dice = random.nextInt(100);
        if (dice < 5) {
            take(new SwitchEvent.PlayheadReceived(
                    new Playhead(head(), random.nextInt(3) == 0 ? "other" : "name", now)));
        } else if (dice < 35) {
            pass();
        } else if (dice < 60) {
            any(true).ifPresent(this::cut);
        } else if (dice < 68) {
            any(true).ifPresent(run -> ended(run, cause(run)));
        } else if (dice < 72) {
            any(true).ifPresent(run -> fares(run, Phase.TROUBLE, Cause.STALLED));
        } else if (dice < 76) {
            any(true).ifPresent(run -> fares(run, Phase.RUNNING, null));
        } else if (dice < 94) {
            answer();
        } else if (dice < 96) {
            any(false).ifPresent(run -> fares(run, Phase.ENDED, Cause.CRASHED));
        } else if (dice < 97) {
            any(false).filter(run -> run.killed).ifPresent(this::cut);
        } else if (dice < 98 && inFlight == null) {
            take(new SwitchEvent.PublishFailed(random.nextBoolean(), "stray"));
        } else {
            take(new SwitchEvent.Tick());
        }
    }

    /** The scheduler wants one input, which delivers, and everything else is answered: nothing may be left over. */
    void calm() {
        take(new SwitchEvent.PlayheadReceived(new Playhead("Z", "Z", now)));
        for (int round = 0; round < 400; round++) {
            now = Math.max(now, Math.min(wakeAt, now + 1_000));
            take(new SwitchEvent.Tick());
            while (inFlight != null && !retry) {
                publishedNow();
            }
            for (Ran run : live()) {
                if (run.finishing) {
                    ended(run, Cause.STOPPED);
                } else if (run.order.head().equals("Z") && run.cuts <= published % 3) {
                    cut(run);
                }
            }
        }
        assertThat(state.preview()).as("nothing is pending").isNull();
        assertThat(state.program().head()).isEqualTo("Z");
        for (Ran run : runs.values()) {
            if (!run.order.run().equals(state.program().runs().current())) {
                assertThat(run.killed).as("run %s is released", run.order).isTrue();
            }
        }
    }

    private String head() {
        return HEADS.get(random.nextInt(HEADS.size()));
    }

    private void pass() {
        if (wakeAt != Long.MAX_VALUE && random.nextInt(3) > 0) {
            now = Math.max(now, wakeAt + (random.nextInt(4) == 0 ? random.nextInt(50) : 0));
        } else {
            now += random.nextInt(4) == 0 ? random.nextInt(9_000) : random.nextInt(500);
        }
        take(new SwitchEvent.Tick());
    }

    private List<Ran> live() {
        return runs.values().stream()
                .filter(run -> run.live)
                .sorted(Comparator.comparing(run -> run.order.run()))
                .toList();
    }

    private Optional<Ran> any(boolean live) {
        List<Ran> some = runs.values().stream()
                .filter(run -> run.live == live)
                .sorted(Comparator.comparing(run -> run.order.run()))
                .toList();
        return some.isEmpty() ? Optional.empty() : Optional.of(some.get(random.nextInt(some.size())));
    }

    private Cause cause(Ran run) {
        if (run.finishing && random.nextInt(4) > 0) {
            return Cause.STOPPED;
        }
        Cause[] causes = Cause.values();
        return causes[random.nextInt(causes.length - 1)];
    }

    private void cut(Ran run) {
        int ordinal = run.cuts++;
        take(new SwitchEvent.SegmentFinished(new PendingSegment(
                run.order.run(),
                run.order.head(),
                ordinal,
                List.of(),
                500 + random.nextInt(5_500),
                true,
                ordinal,
                new Position(ordinal, ordinal))));
    }

    private void ended(Ran run, Cause cause) {
        run.live = false;
        fares(run, Phase.ENDED, cause);
    }

    private void fares(Ran run, Phase phase, Cause cause) {
        String detail = random.nextInt(3) == 0 ? "other" : "detail";
        take(new SwitchEvent.RunChanged(
                new RunStatus(run.order.run(), run.order.head(), phase, cause, detail, "", now)));
    }

    private void answer() {
        if (inFlight == null || retry) {
            return;
        }
        int dice = random.nextInt(10);
        if (dice < 8) {
            publishedNow();
        } else {
            boolean refused = dice == 8;
            if (refused) {
                inFlight = null;
                lost = true;
            } else {
                retry = true;
            }
            take(new SwitchEvent.PublishFailed(refused, "why"));
        }
    }

    private void publishedNow() {
        AppendRequest done = inFlight;
        inFlight = null;
        published++;
        lastAt = now;
        PendingSegment cut = done.segment();
        take(new SwitchEvent.Published(new Segment(
                published,
                0,
                done.discontinuity(),
                0,
                cut.durationMs(),
                true,
                cut.run(),
                1,
                cut.head(),
                "",
                List.of(),
                List.of())));
    }

    private void take(SwitchEvent event) {
        story.add(now + " " + event);
        StepResult step = switcher.on(state, event, now);
        state = step.state();
        wakeAt = step.wakeAt();
        step.commands().forEach(this::carryOut);
        holds();
        StepResult again = switcher.on(state, new SwitchEvent.Tick(), now);
        assertThat(again.commands())
                .as("nothing is left to do at the same moment")
                .isEmpty();
        assertThat(again.state()).isEqualTo(state);
        assertThat(wakeAt).as("wakes up later than now").isGreaterThan(now);
    }

    // ---- what must hold -------------------------------------------------------------------------------------------

    private void carryOut(SwitchCommand order) {
        story.add("    " + order);
        if (order instanceof SwitchCommand.Start start) {
            starts(start.run());
        } else if (order instanceof SwitchCommand.Stop stop) {
            stops(stop.run());
        } else if (order instanceof SwitchCommand.Publish publish) {
            publishes(publish.request());
        }
    }

    private void starts(StartRun start) {
        assertThat(runs).as("a run's id is new").doesNotContainKey(start.run());
        if (start.resumes() != null) {
            Ran before = runs.get(start.resumes());
            assertThat(before.order.head()).as("resumes the same input").isEqualTo(start.head());
            assertThat(before.live).as("resumes a run that is over").isFalse();
            assertThat(before.killed).as("resumes a run that is still held").isFalse();
            assertThat(settled.add(start.resumes())).as("resumed once").isTrue();
        }
        runs.put(start.run(), new Ran(start));
        assertThat(live()).as("runs at a time").hasSizeLessThanOrEqualTo(mode == TransitionMode.OVERLAP ? 2 : 1);
    }

    private void stops(StopRun stop) {
        Ran run = runs.get(stop.run());
        if (stop.mode() == Mode.FINISH) {
            assertThat(mode).isEqualTo(TransitionMode.SEQUENTIAL);
            assertThat(run.live).as("what is finished runs").isTrue();
            run.finishing = true;
            return;
        }
        assertThat(run.killed).as("killed once").isFalse();
        run.killed = true;
        run.live = false;
    }

    private void publishes(AppendRequest append) {
        PendingSegment cut = append.segment();
        if (cut.slate()) {
            slates(append);
            return;
        }
        Ran run = runs.get(cut.run());
        assertThat(run.killed).as("a dropped run is not published").isFalse();
        if (inFlight != null) {
            assertThat(retry).as("one publication at a time").isTrue();
            assertThat(append).as("tried again as it was").isEqualTo(inFlight);
            retry = false;
            return;
        }
        assertThat(cut.ordinal()).as("in order, never twice").isGreaterThan(run.lastPublished);
        boolean goesOn = cut.run().equals(lastRun) && cut.ordinal() == run.lastPublished + 1 && !lost;
        assertThat(append.discontinuity()).as("discontinuity").isEqualTo(!goesOn && lastRun != null);
        run.lastPublished = cut.ordinal();
        lastRun = cut.run();
        lost = false;
        inFlight = append;
    }

    private void slates(AppendRequest append) {
        if (inFlight != null) {
            assertThat(retry).as("one publication at a time").isTrue();
            retry = false;
            return;
        }
        assertThat(slate).as("there is a slate").isTrue();
        assertThat(lastRun).as("never before the first real segment").isNotNull();
        boolean goesOn = append.segment().run().equals(lastRun) && !lost;
        assertThat(append.discontinuity()).as("discontinuity").isEqualTo(!goesOn);
        assertThat(append.segment().head())
                .as("stands in for the input on air")
                .isEqualTo(state.program().head());
        if (!append.segment().run().equals(lastSlate)) {
            assertThat(now - lastAt).as("not too soon").isGreaterThanOrEqualTo(SlateState.patienceMs(TARGET_MS));
            assertThat(append.segment().ordinal()).isZero();
        }
        lastSlate = append.segment().run();
        lastRun = append.segment().run();
        lost = false;
        inFlight = append;
        slates++;
    }

    private void holds() {
        if (slate && lastRun != null && state.program() != null && inFlight == null) {
            assertThat(wakeAt)
                    .as("a slate is to come in time")
                    .isLessThanOrEqualTo(Math.max(
                            now + SlateState.RETRY_MS,
                            Math.max(
                                    lastAt + SlateState.patienceMs(TARGET_MS),
                                    state.clock().due(now) + SlotAllocation.SWITCH_WAIT_MS)));
        }
        Source onAir = state.program();
        Source next = state.preview();
        for (Source source : new Source[] {onAir, next}) {
            if (source != null) {
                assertThat(source.pending()).as("cuts kept").hasSizeLessThanOrEqualTo(RunSupervision.MAX_PENDING);
                assertThat(source.runs().ended())
                        .as("runs held")
                        .hasSizeLessThanOrEqualTo(RunSupervision.MAX_PENDING + 2);
                assertThat(source.runs().ended())
                        .as("no run is held that was let go")
                        .noneMatch(run -> runs.get(run).killed);
                if (source.runs().current() != null) {
                    assertThat(runs.get(source.runs().current()).live)
                            .as("%s runs", source.runs().current())
                            .isTrue();
                }
            }
        }
        if (onAir != null && next != null) {
            assertThat(next.head()).as("the next is another input").isNotEqualTo(onAir.head());
        }
        if (state.playhead() != null) {
            Source target = next != null ? next : onAir;
            assertThat(target.head())
                    .as("heads for what is wanted")
                    .isEqualTo(state.playhead().head());
        }
        for (Ran run : live()) {
            boolean known = (onAir != null && onAir.isCurrent(run.order.run()))
                    || (next != null && next.isCurrent(run.order.run()));
            assertThat(known).as("run %s is followed", run.order.run()).isTrue();
        }
        assertThat(state.output().progress()).hasSizeLessThanOrEqualTo(OutputState.MAX_INPUTS);
    }
}
