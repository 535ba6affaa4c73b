package tv.mux.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import tv.mux.bus.Append;
import tv.mux.bus.Cut;
import tv.mux.bus.Playhead;
import tv.mux.bus.RunStart;
import tv.mux.bus.RunState;
import tv.mux.bus.RunStop;
import tv.mux.bus.Segment;
import tv.mux.bus.Shown;
import tv.mux.bus.StreamStatus;
import tv.mux.config.Backoff;
import tv.mux.config.Config.TransitionMode;

/** One step of the {@link Switcher}, worked out on fields that nobody else sees. */
final class Move {
    /** While a switch is pending the input on air takes its own slot this late, so that the new one just missing it does not wait a whole slot more. */
    static final long HOLD_MS = 1_000;

    /** The next input takes a slot so much early at most, where the slot would come later than a switch may take. */
    static final long EARLY_MS = 1_000;

    /** A switch is to come so much sooner than a target duration after it was wanted. */
    static final long SOONER_MS = 500;

    /** Cuts that wait at most; more, and the input runs faster than time. */
    static final int MAX_WAITING = 4;

    /** Cuts of an input that are kept while none can be published. */
    static final int MAX_KEPT = 20;

    /** Moves that follow each other faster than this are a burst. */
    static final long BURST_MS = 2_000;

    /** In a burst a move is taken up when no other followed for so long. */
    static final long SETTLE_MS = 500;

    /** Where inputs allow one reader only, every try takes the air from the other one. */
    private static final Backoff TAKES_THE_AIR = new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(5));

    private final Switcher.Rules rules;
    private final RandomGenerator random;
    private final long now;
    private final List<Order> orders = new ArrayList<>();
    private Playhead wanted;
    private long movedAt;
    private Lane onAir;
    private Lane next;
    private Output output;
    private long runs;
    private long wakeAt = Long.MAX_VALUE;

    Move(Switcher.Rules rules, RandomGenerator random, StreamState state, long now) {
        this.rules = rules;
        this.random = random;
        this.now = now;
        wanted = state.wanted();
        movedAt = state.movedAt();
        onAir = state.onAir();
        next = state.next();
        output = state.output();
        runs = state.runs();
    }

    /** What follows: first from the event itself, then from the time it happened at. */
    Step on(Event event) {
        if (event instanceof Event.Wanted moved) {
            wanted(moved.playhead());
        } else if (event instanceof Event.Ready ready) {
            ready(ready.cut());
        } else if (event instanceof Event.Run run) {
            run(run.state());
        } else if (event instanceof Event.Published published) {
            published(published.segment());
        } else if (event instanceof Event.NotPublished failed && output.busy()) {
            notPublished(failed);
        }
        stay();
        expire();
        publish();
        // Before others begin, for inputs that allow one reader; and what they resumed is needed no more.
        release();
        start();
        release();
        return new Step(new StreamState(wanted, movedAt, onAir, next, output, runs), List.copyOf(orders), wakeAt);
    }

    // ---- what the scheduler wants ---------------------------------------------------------------------------------

    private void wanted(Playhead playhead) {
        if (wanted == null
                || !wanted.head().equals(playhead.head())
                || !wanted.name().equals(playhead.name())) {
            orders.add(new Order.Remember(playhead));
        }
        wanted = playhead;
        Lane target = next != null ? next : onAir;
        if (target != null && target.head().equals(playhead.head())) {
            if (next != null) {
                next = next.titled(playhead.name());
            } else {
                onAir = onAir.titled(playhead.name());
            }
            return;
        }
        boolean burst = now - movedAt < BURST_MS;
        movedAt = now;
        if (next != null) {
            drop(next);
            next = null;
        }
        if (onAir != null && onAir.head().equals(playhead.head())) {
            tell(false, playhead.head(), "back to " + name(playhead) + " before the switch was made");
            onAir = onAir.titled(playhead.name());
            return;
        }
        tell(false, playhead.head(), "wanted on air: " + name(playhead));
        next = Lane.wanted(playhead.head(), playhead.name(), now, burst ? now + SETTLE_MS : now, rules.timeoutMs());
    }

    // ---- how the runs fare ----------------------------------------------------------------------------------------

    private void ready(Cut cut) {
        if (onAir != null && onAir.has(cut.run())) {
            if (onAir.cuts().size() == MAX_KEPT) {
                output = output.interrupted();
            }
            onAir = delivered(onAir, cut);
        } else if (next != null && next.has(cut.run())) {
            next = delivered(next, cut);
        }
    }

    private Lane delivered(Lane lane, Cut cut) {
        output = output.measured(cut);
        Lane more = lane.delivered(cut);
        if (more.cuts().size() <= MAX_KEPT) {
            return more;
        }
        tell(true, lane.head(), "a cut is lost: " + MAX_KEPT + " wait already, and none can be published");
        return more.took();
    }

    private void run(RunState state) {
        if (onAir != null && onAir.has(state.run())) {
            onAir = fares(onAir, state, Ending.RESTART);
        } else if (next != null && next.has(state.run())) {
            next = fares(next, state, patience());
            boolean failed = next.run() == null && next.failures() > 0 && next.startAt() > now;
            if (failed && next.cuts().isEmpty() && onAirLeaves()) {
                switchFailed(true);
            }
        }
    }

    private Lane fares(Lane lane, RunState state, Backoff backoff) {
        return switch (state.phase()) {
            case RUNNING -> lane.failures() == 0 ? lane.troubled(null) : lane;
            case TROUBLE -> lane.troubled(state.detail());
            case ENDED -> over(lane, state, backoff);
        };
    }

    private Lane over(Lane lane, RunState state, Backoff backoff) {
        Ending ending = Ending.of(lane, state, now, backoff, random);
        if (ending.failures() > lane.failures()) {
            if (Ending.worthTelling(ending.failures()) || !Objects.equals(lane.trouble(), ending.trouble())) {
                String when = ending.nextAt() == now ? "at once" : "in " + (ending.nextAt() - now) + " ms";
                tell(true, lane.head(), state.detail() + "; next try " + when);
            }
        } else if (ending.resume()) {
            tell(false, lane.head(), state.detail() + "; a new run goes on behind it");
        }
        return lane.over(ending);
    }

    /** How soon the next input is tried again. */
    private Backoff patience() {
        return onAirLeaves() && next.cuts().isEmpty() ? TAKES_THE_AIR : Ending.RESTART;
    }

    /** The input on air has left for a next one that is not wanted any more: it is begun anew. */
    private void stay() {
        if (next == null && onAirLeaves() && onAir.run() == null) {
            onAir = onAir.leaving(false, now);
        }
    }

    /** A switch that has not come in time has failed; it is tried again. */
    private void expire() {
        boolean drains = onAirLeaves() && onAir.run() == null && !onAir.cuts().isEmpty();
        if (next == null || !next.cuts().isEmpty() || drains) {
            return;
        }
        if (now >= next.deadline()) {
            boolean tried = next.run() != null || onAirLeaves();
            if (tried) {
                next = next.over(Ending.failed(next, false, why(), now, patience(), random));
            }
            switchFailed(tried);
        }
        wake(next.deadline());
    }

    private void switchFailed(boolean tried) {
        long took = now - next.wantedAt();
        boolean first = !next.late();
        if (first) {
            orders.add(new Order.Switched(
                    new StreamStatus.Switch(next.title(), next.head(), next.wantedAt(), took, false)));
        }
        if (first || (tried && Ending.worthTelling(next.failures()))) {
            String still = first ? "no switch to " : "still no switch to ";
            String stays =
                    onAir == null ? "" : "; " + onAir.title() + (onAirLeaves() ? " is taken back" : " stays on air");
            tell(true, next.head(), still + next.title() + " after " + took + " ms: " + why() + stays);
        }
        next = next.again(Math.max(now, next.startAt()) + rules.timeoutMs());
        if (onAirLeaves()) {
            onAir = onAir.leaving(false, now);
        }
    }

    private String why() {
        return next.trouble() == null ? "it has not delivered" : next.trouble();
    }

    /** Whether the input on air is being finished, or is already, for the next one to be read. */
    private boolean onAirLeaves() {
        return onAir != null && onAir.leaving();
    }

    // ---- publishing -----------------------------------------------------------------------------------------------

    private void published(Segment segment) {
        if (output.publishes(segment.run())) {
            output = output.published();
        }
    }

    private void notPublished(Event.NotPublished failed) {
        String head = output.publishing().cut().head();
        if (failed.refused()) {
            tell(true, head, "a cut is lost: " + failed.why());
            output = output.refused();
            return;
        }
        output = output.failed(now, random);
        if (Ending.worthTelling(output.failures())) {
            tell(true, head, "a cut was not published, trying again: " + failed.why());
        }
    }

    /** Takes the slot when it has come, for the lane about to be if it can, else for the one on air. */
    private void publish() {
        if (output.busy()) {
            publishAgain();
            return;
        }
        boolean nextIsReady = next != null && !next.cuts().isEmpty();
        Lane lane = nextIsReady ? next : onAir;
        if (lane == null || lane.cuts().isEmpty()) {
            return;
        }
        long due = output.pace().due(now);
        long at = nextIsReady ? slotOfNext() : pending() ? due + HOLD_MS : due;
        boolean fast = lane.cuts().size() > MAX_WAITING && !onAirLeaves();
        if (now < at && !fast) {
            wake(at);
            return;
        }
        if (nextIsReady) {
            takeTheAir();
        }
        publishFirst(due);
    }

    /** The slot; a little sooner where it lies behind a long segment, and the switch may still keep its bound. */
    private long slotOfNext() {
        long due = output.pace().due(now);
        long soon = next.wantedAt() + rules.targetMs() - SOONER_MS;
        boolean inTime = rules.mode() == TransitionMode.OVERLAP && next.failures() == 0 && now <= soon;
        return inTime ? Math.max(due - EARLY_MS, Math.min(due, soon)) : due;
    }

    private void publishAgain() {
        if (now < output.retryAt()) {
            wake(output.retryAt());
            return;
        }
        output = output.retried();
        orders.add(new Order.Publish(output.publishing()));
    }

    /** Whether a switch may still come in time for this slot, so that the input on air leaves it to it for a moment. */
    private boolean pending() {
        return rules.mode() == TransitionMode.OVERLAP
                && next != null
                && next.failures() == 0
                && next.startAt() <= now
                && now < next.deadline();
    }

    private void takeTheAir() {
        Lane off = onAir;
        orders.add(new Order.Switched(
                new StreamStatus.Switch(next.title(), next.head(), next.wantedAt(), now - next.wantedAt(), true)));
        onAir = next.onAir(now);
        next = null;
        if (off != null) {
            drop(off);
        }
    }

    private void publishFirst(long due) {
        Cut cut = onAir.cuts().get(0);
        onAir = onAir.took();
        Pace pace = output.pace();
        boolean outage = now - due > rules.targetMs();
        if (outage) {
            String stood = "the output stood for " + (now - due) + " ms more than it should; its clock is set anew";
            tell(true, onAir.head(), stood);
        }
        boolean early = now < due - EARLY_MS;
        output = output.publish(cut, onAir.title(), outage || early || !pace.anchored() ? pace.anew(now) : pace);
        orders.add(0, new Order.Publish(output.publishing()));
    }

    // ---- beginning and ending runs --------------------------------------------------------------------------------

    private void start() {
        if (rules.mode() == TransitionMode.OVERLAP) {
            onAir = startWhenTime(onAir);
            next = startWhenTime(next);
        } else {
            startOne();
        }
    }

    /**
     * Of two inputs one is read at a time: the one on air is finished before the next is begun. That is begun when the
     * last cut of the other leaves: any sooner, and what waits would grow with every switch.
     */
    private void startOne() {
        if (onAir == null) {
            next = startWhenTime(next);
            return;
        }
        if (!onAir.leaving() && next != null && now >= next.startAt()) {
            if (onAir.run() != null) {
                orders.add(new Order.Stop(new RunStop(onAir.run(), RunStop.How.FINISH)));
            }
            onAir = onAir.leaving(true, Long.MAX_VALUE);
        }
        if (!onAir.leaving()) {
            onAir = startWhenTime(onAir);
            wake(next == null ? Long.MAX_VALUE : next.startAt());
        } else if (onAir.run() == null && onAir.cuts().isEmpty()) {
            boolean first = next.run() == null && next.resumes() == null && now >= next.startAt();
            next = startWhenTime(first ? next.until(now + rules.timeoutMs()) : next);
        }
    }

    private Lane startWhenTime(Lane lane) {
        if (lane == null || lane.run() != null) {
            return lane;
        }
        if (now < lane.startAt()) {
            wake(lane.startAt());
            return lane;
        }
        runs++;
        String id = rules.runPrefix() + "-" + runs;
        Shown shown = output.shown(lane.head());
        Cut newest = Stream.concat(Stream.ofNullable(output.publishing()).map(Append::cut), lane.cuts().stream())
                .filter(cut -> cut.head().equals(lane.head()))
                .reduce((earlier, later) -> later)
                .orElse(null);
        orders.add(new Order.Start(new RunStart(
                id,
                lane.head(),
                lane.resumes(),
                newest != null ? newest.end() : shown.end(),
                slotFor(lane) - now,
                shown.longestCutMs())));
        return lane.running(id);
    }

    /** When the first cut of a new run can be published: behind those of its input that wait already. */
    private long slotFor(Lane lane) {
        boolean switches = onAir != null && next != null && lane.head().equals(next.head());
        long slot = switches ? slotOfNext() : output.pace().due(now);
        return slot + lane.cuts().stream().mapToLong(Cut::durationMs).sum();
    }

    private void drop(Lane lane) {
        Stream.concat(lane.ended().stream(), Stream.ofNullable(lane.run())).forEach(this::kill);
    }

    private void kill(String run) {
        orders.add(new Order.Stop(new RunStop(run, RunStop.How.KILL)));
    }

    /** Lets go of ended runs that nothing needs any more. */
    private void release() {
        onAir = release(onAir);
        next = release(next);
    }

    private Lane release(Lane lane) {
        if (lane == null || lane.ended().isEmpty()) {
            return lane;
        }
        List<String> held = new ArrayList<>();
        for (String run : lane.ended()) {
            if (lane.needs(run) || output.publishes(run)) {
                held.add(run);
            } else {
                kill(run);
            }
        }
        return lane.holding(List.copyOf(held));
    }

    private void wake(long at) {
        wakeAt = Math.min(wakeAt, at);
    }

    private void tell(boolean wrong, String head, String text) {
        orders.add(new Order.Tell(wrong, head, text));
    }

    private static String name(Playhead playhead) {
        return playhead.name().isEmpty() ? "(no name)" : playhead.name();
    }
}
