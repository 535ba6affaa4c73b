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

/** Sends random events to the switch, and checks the invariants after each event. */
final class RandomEvents {
    private static final List<String> HEADS = List.of("A", "B", "C", "D");
    private static final long TIMEOUT_MS = 5_000;
    private static final long TARGET_MS = 6_000;

    /** A run as the commands of the switch describe it. */
    private static final class Run {
        final StartRun request;
        boolean live = true;
        boolean finishing;
        boolean killed;
        int segments;
        int lastPublished = -1;

        Run(StartRun request) {
            this.request = request;
        }
    }

    private final SplittableRandom random;
    private final TransitionMode mode;
    private final Switcher switcher;
    private final Map<String, Run> runs = new HashMap<>();
    private final List<String> history = new ArrayList<>();
    private final Set<String> resumed = new HashSet<>();
    private final boolean hasSlate;
    private SwitchState state;
    private long lastPublishedAt;
    private String lastSlate;
    private int slateSegments;
    private long now = 1_000;
    private long wakeAt;
    private AppendRequest inFlight;
    private boolean retry;
    private String lastRun;
    private boolean dropped;
    private int published;

    RandomEvents(TransitionMode mode, long seed) {
        this.mode = mode;
        random = new SplittableRandom(seed);
        hasSlate = random.nextBoolean();
        SlateSegment slate =
                hasSlate ? new SlateSegment(List.of(new PendingSegment.File("slate.ts", 1)), 3_840) : SlateSegment.NONE;
        switcher = new Switcher(
                new Switcher.Rules(mode, TIMEOUT_MS, TARGET_MS, 20, "run", slate, random.nextInt(3) * 1_000L), random);
        String onAir = random.nextBoolean() ? null : head();
        Playhead playhead = random.nextBoolean() ? null : new Playhead(head(), "first", 0);
        state = SwitchState.from(
                new ResumePoint(playhead, onAir, onAir, Map.of(), 0, TARGET_MS, 20, 1), playhead, now, 0, TIMEOUT_MS);
        lastRun = onAir;
        lastPublishedAt = now;
        send(new SwitchEvent.Tick());
    }

    int published() {
        return published;
    }

    int slateSegments() {
        return slateSegments;
    }

    int runs() {
        return runs.size();
    }

    /** Returns the latest events and commands, to explain a failure. */
    String history() {
        return "\n  " + String.join("\n  ", history.subList(Math.max(0, history.size() - 60), history.size()));
    }

    // ---- events ---------------------------------------------------------------------------------------------------

    void randomEvent() {
        int number = random.nextInt(100);
        if (number < 5) {
            send(new SwitchEvent.PlayheadReceived(
                    new Playhead(head(), random.nextInt(3) == 0 ? "other" : "name", now)));
        } else if (number < 35) {
            letTimePass();
        } else if (number < 60) {
            any(true).ifPresent(this::finishSegment);
        } else if (number < 68) {
            any(true).ifPresent(run -> end(run, cause(run)));
        } else if (number < 72) {
            any(true).ifPresent(run -> changeStatus(run, Phase.TROUBLE, Cause.STALLED));
        } else if (number < 76) {
            any(true).ifPresent(run -> changeStatus(run, Phase.RUNNING, null));
        } else if (number < 94) {
            publicationResult();
        } else if (number < 96) {
            any(false).ifPresent(run -> changeStatus(run, Phase.ENDED, Cause.CRASHED));
        } else if (number < 97) {
            any(false).filter(run -> run.killed).ifPresent(this::finishSegment);
        } else if (number < 98 && inFlight == null) {
            send(new SwitchEvent.PublishFailed(random.nextBoolean(), "stray"));
        } else {
            send(new SwitchEvent.Tick());
        }
    }

    /** Lets one input deliver and every publication succeed, and checks that the switch comes to rest. */
    void settle() {
        send(new SwitchEvent.PlayheadReceived(new Playhead("Z", "Z", now)));
        for (int round = 0; round < 400; round++) {
            now = Math.max(now, Math.min(wakeAt, now + 1_000));
            send(new SwitchEvent.Tick());
            while (inFlight != null && !retry) {
                publishSucceeds();
            }
            for (Run run : live()) {
                if (run.finishing) {
                    end(run, Cause.STOPPED);
                } else if (run.request.head().equals("Z") && run.segments <= published % 3) {
                    finishSegment(run);
                }
            }
        }
        assertThat(state.preview()).as("no switch is pending").isNull();
        assertThat(state.program().head()).isEqualTo("Z");
        for (Run run : runs.values()) {
            if (!run.request.run().equals(state.program().runs().current())) {
                assertThat(run.killed).as("run %s is released", run.request).isTrue();
            }
        }
    }

    private String head() {
        return HEADS.get(random.nextInt(HEADS.size()));
    }

    private void letTimePass() {
        if (wakeAt != Long.MAX_VALUE && random.nextInt(3) > 0) {
            now = Math.max(now, wakeAt + (random.nextInt(4) == 0 ? random.nextInt(50) : 0));
        } else {
            now += random.nextInt(4) == 0 ? random.nextInt(9_000) : random.nextInt(500);
        }
        send(new SwitchEvent.Tick());
    }

    private List<Run> live() {
        return runs.values().stream()
                .filter(run -> run.live)
                .sorted(Comparator.comparing(run -> run.request.run()))
                .toList();
    }

    private Optional<Run> any(boolean live) {
        List<Run> some = runs.values().stream()
                .filter(run -> run.live == live)
                .sorted(Comparator.comparing(run -> run.request.run()))
                .toList();
        return some.isEmpty() ? Optional.empty() : Optional.of(some.get(random.nextInt(some.size())));
    }

    private Cause cause(Run run) {
        if (run.finishing && random.nextInt(4) > 0) {
            return Cause.STOPPED;
        }
        Cause[] causes = Cause.values();
        return causes[random.nextInt(causes.length - 1)];
    }

    private void finishSegment(Run run) {
        int ordinal = run.segments++;
        send(new SwitchEvent.SegmentFinished(new PendingSegment(
                run.request.run(),
                run.request.head(),
                ordinal,
                List.of(),
                500 + random.nextInt(5_500),
                true,
                ordinal,
                new Position(ordinal, ordinal))));
    }

    private void end(Run run, Cause cause) {
        run.live = false;
        changeStatus(run, Phase.ENDED, cause);
    }

    private void changeStatus(Run run, Phase phase, Cause cause) {
        String detail = random.nextInt(3) == 0 ? "other" : "detail";
        send(new SwitchEvent.RunChanged(
                new RunStatus(run.request.run(), run.request.head(), phase, cause, detail, "", now)));
    }

    private void publicationResult() {
        if (inFlight == null || retry) {
            return;
        }
        int number = random.nextInt(10);
        if (number < 8) {
            publishSucceeds();
        } else {
            boolean refused = number == 8;
            if (refused) {
                inFlight = null;
                dropped = true;
            } else {
                retry = true;
            }
            send(new SwitchEvent.PublishFailed(refused, "why"));
        }
    }

    private void publishSucceeds() {
        AppendRequest done = inFlight;
        inFlight = null;
        published++;
        lastPublishedAt = now;
        PendingSegment segment = done.segment();
        send(new SwitchEvent.Published(new Segment(
                published,
                0,
                done.discontinuity(),
                0,
                segment.durationMs(),
                true,
                segment.run(),
                1,
                segment.head(),
                "",
                List.of(),
                List.of())));
    }

    private void send(SwitchEvent event) {
        history.add(now + " " + event);
        StepResult step = switcher.on(state, event, now);
        state = step.state();
        wakeAt = step.wakeAt();
        step.commands().forEach(this::check);
        checkInvariants();
        StepResult again = switcher.on(state, new SwitchEvent.Tick(), now);
        assertThat(again.commands())
                .as("a tick at the same time changes nothing")
                .isEmpty();
        assertThat(again.state()).isEqualTo(state);
        assertThat(wakeAt).as("wakes up later than now").isGreaterThan(now);
    }

    // ---- invariants -----------------------------------------------------------------------------------------------

    private void check(SwitchCommand command) {
        history.add("    " + command);
        if (command instanceof SwitchCommand.Start start) {
            checkStart(start.run());
        } else if (command instanceof SwitchCommand.Stop stop) {
            checkStop(stop.run());
        } else if (command instanceof SwitchCommand.Publish publish) {
            checkPublish(publish.request());
        }
    }

    private void checkStart(StartRun start) {
        assertThat(runs).as("a run's id is new").doesNotContainKey(start.run());
        if (start.resumes() != null) {
            Run before = runs.get(start.resumes());
            assertThat(before.request.head()).as("resumes the same input").isEqualTo(start.head());
            assertThat(before.live).as("resumes an ended run").isFalse();
            assertThat(before.killed).as("resumes a run that is still held").isFalse();
            assertThat(resumed.add(start.resumes())).as("resumed once").isTrue();
        }
        runs.put(start.run(), new Run(start));
        assertThat(live())
                .as("number of current runs")
                .hasSizeLessThanOrEqualTo(mode == TransitionMode.OVERLAP ? 2 : 1);
    }

    private void checkStop(StopRun stop) {
        Run run = runs.get(stop.run());
        if (stop.mode() == Mode.FINISH) {
            assertThat(mode).isEqualTo(TransitionMode.SEQUENTIAL);
            assertThat(run.live).as("only a current run finishes").isTrue();
            run.finishing = true;
            return;
        }
        assertThat(run.killed).as("killed once").isFalse();
        run.killed = true;
        run.live = false;
    }

    private void checkPublish(AppendRequest append) {
        PendingSegment segment = append.segment();
        if (segment.slate()) {
            checkSlate(append);
            return;
        }
        Run run = runs.get(segment.run());
        assertThat(run.killed).as("a released run is not published").isFalse();
        if (inFlight != null) {
            assertThat(retry).as("one publication at a time").isTrue();
            assertThat(append).as("tried again unchanged").isEqualTo(inFlight);
            retry = false;
            return;
        }
        assertThat(segment.ordinal()).as("in order, never twice").isGreaterThan(run.lastPublished);
        boolean continuous = segment.run().equals(lastRun) && segment.ordinal() == run.lastPublished + 1 && !dropped;
        assertThat(append.discontinuity()).as("discontinuity").isEqualTo(!continuous && lastRun != null);
        run.lastPublished = segment.ordinal();
        lastRun = segment.run();
        dropped = false;
        inFlight = append;
    }

    private void checkSlate(AppendRequest append) {
        if (inFlight != null) {
            assertThat(retry).as("one publication at a time").isTrue();
            retry = false;
            return;
        }
        assertThat(hasSlate).as("there is a slate").isTrue();
        assertThat(lastRun).as("never before the first real segment").isNotNull();
        boolean continuous = append.segment().run().equals(lastRun) && !dropped;
        assertThat(append.discontinuity()).as("discontinuity").isEqualTo(!continuous);
        assertThat(append.segment().head())
                .as("carries the head of the program source")
                .isEqualTo(state.program().head());
        if (!append.segment().run().equals(lastSlate)) {
            assertThat(now - lastPublishedAt)
                    .as("not too early")
                    .isGreaterThanOrEqualTo(SlateState.patienceMs(TARGET_MS));
            assertThat(append.segment().ordinal()).isZero();
        }
        lastSlate = append.segment().run();
        lastRun = append.segment().run();
        dropped = false;
        inFlight = append;
        slateSegments++;
    }

    private void checkInvariants() {
        if (hasSlate && lastRun != null && state.program() != null && inFlight == null) {
            assertThat(wakeAt)
                    .as("the slate comes in time")
                    .isLessThanOrEqualTo(Math.max(
                            now + SlateState.RETRY_MS,
                            Math.max(
                                    lastPublishedAt + SlateState.patienceMs(TARGET_MS),
                                    state.clock().due(now) + SlotAllocation.SWITCH_WAIT_MS)));
        }
        Source program = state.program();
        Source preview = state.preview();
        for (Source source : new Source[] {program, preview}) {
            if (source != null) {
                assertThat(source.pending())
                        .as("pending segments")
                        .hasSizeLessThanOrEqualTo(RunSupervision.MAX_PENDING);
                assertThat(source.runs().ended())
                        .as("runs held")
                        .hasSizeLessThanOrEqualTo(RunSupervision.MAX_PENDING + 2);
                assertThat(source.runs().ended()).as("no released run is held").noneMatch(run -> runs.get(run).killed);
                if (source.runs().current() != null) {
                    assertThat(runs.get(source.runs().current()).live)
                            .as("%s runs", source.runs().current())
                            .isTrue();
                }
            }
        }
        if (program != null && preview != null) {
            assertThat(preview.head()).as("the preview source is another input").isNotEqualTo(program.head());
        }
        if (state.playhead() != null) {
            Source target = preview != null ? preview : program;
            assertThat(target.head())
                    .as("the latest playhead is on air or in preview")
                    .isEqualTo(state.playhead().head());
        }
        for (Run run : live()) {
            boolean known = (program != null && program.isCurrent(run.request.run()))
                    || (preview != null && preview.isCurrent(run.request.run()));
            assertThat(known).as("run %s has a source", run.request.run()).isTrue();
        }
        assertThat(state.output().progress()).hasSizeLessThanOrEqualTo(OutputState.MAX_INPUTS);
    }
}
