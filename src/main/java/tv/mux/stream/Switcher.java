package tv.mux.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import tv.mux.bus.Append;
import tv.mux.bus.Cut;
import tv.mux.bus.Playhead;
import tv.mux.bus.RunStart;
import tv.mux.bus.RunState;
import tv.mux.bus.RunState.Cause;
import tv.mux.bus.RunStop;
import tv.mux.bus.Segment;
import tv.mux.bus.Shown;
import tv.mux.bus.StreamStatus;
import tv.mux.config.Backoff;
import tv.mux.config.Config.TransitionMode;

/**
 * The switch: what follows from each event, and nothing else. It has no clock, no bus and no state of its own, so that
 * every move can be tested.
 *
 * <p>Two lanes at most: the input on air and the one about to be. Each has one run at a time; a run that ends is followed
 * by the next, until the lane is dropped. Cuts wait in their lane for the output's slot. The first cut of the lane about
 * to be takes a slot, and with it the air.
 */
final class Switcher {
    /** While a switch is pending the input on air takes its own slot this late, so that the new one just missing it does not wait a whole slot more. */
    static final long HOLD_MS = 1_000;

    /** Cuts that wait at most; more, and the input runs faster than time. */
    static final int MAX_WAITING = 4;

    /** Moves that follow each other faster than this are a burst. */
    static final long BURST_MS = 2_000;

    /** In a burst a move is taken up when no other followed for so long. */
    static final long SETTLE_MS = 500;

    /** Inputs whose position is remembered. */
    static final int MAX_SHOWN = 32;

    /** A failed publication is tried again after this. */
    static final long PUBLISH_RETRY_MS = 250;

    private static final Backoff RESTART = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
    /** Every try takes the air from the other input. */
    private static final Backoff SEQUENTIAL_RESTART = new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(5));

    /**
     * What the switch is held to.
     *
     * @param mode whether two inputs may be read at once
     * @param timeoutMs what an input may take to deliver, milliseconds
     * @param targetMs no segment is longer, milliseconds
     * @param runPrefix makes run ids that no other time in office has used
     */
    record Rules(TransitionMode mode, long timeoutMs, long targetMs, String runPrefix) {}

    private final Rules rules;
    private final RandomGenerator random;

    Switcher(Rules rules, RandomGenerator random) {
        this.rules = rules;
        this.random = random;
    }

    /** What follows from an event at a time of the monotonic clock, in milliseconds. */
    Step on(StreamState state, Event event, long now) {
        return new Move(state, now).on(event);
    }

    /** One step, worked out on fields that nobody else sees. */
    private final class Move {
        private final long now;
        private final List<Order> orders = new ArrayList<>();
        private Playhead wanted;
        private long movedAt;
        private Lane onAir;
        private Lane next;
        private Pace pace;
        private Append publishing;
        private long retryAt;
        private String lastRun;
        private final Map<String, Shown> shown;
        private long runs;
        private long wakeAt = Long.MAX_VALUE;

        Move(StreamState state, long now) {
            this.now = now;
            wanted = state.wanted();
            movedAt = state.movedAt();
            onAir = state.onAir();
            next = state.next();
            pace = state.pace();
            publishing = state.publishing();
            retryAt = state.retryAt();
            lastRun = state.lastRun();
            shown = new HashMap<>(state.shown());
            runs = state.runs();
        }

        Step on(Event event) {
            if (event instanceof Event.Wanted moved) {
                wanted(moved.playhead());
            } else if (event instanceof Event.Ready ready) {
                ready(ready.cut());
            } else if (event instanceof Event.Run run) {
                run(run.state());
            } else if (event instanceof Event.Published published) {
                published(published.segment());
            } else if (event instanceof Event.NotPublished failed) {
                notPublished(failed);
            }
            expire();
            publish();
            start();
            release();
            return new Step(
                    new StreamState(
                            wanted, movedAt, onAir, next, pace, publishing, retryAt, lastRun, Map.copyOf(shown), runs),
                    List.copyOf(orders),
                    wakeAt);
        }

        // ---- what the scheduler wants -----------------------------------------------------------------------------

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

        // ---- how the runs fare ------------------------------------------------------------------------------------

        private void ready(Cut cut) {
            Shown before = shown.get(cut.head());
            long longest = Math.max(cut.durationMs(), before == null ? 0 : before.longestCutMs());
            shown.put(cut.head(), new Shown(before == null ? null : before.end(), longest));
            if (onAir != null && onAir.has(cut.run())) {
                onAir = onAir.delivered(cut);
            } else if (next != null && next.has(cut.run())) {
                next = next.delivered(cut);
            }
        }

        private void run(RunState state) {
            if (onAir != null && onAir.has(state.run())) {
                onAir = fares(onAir, state);
            } else if (next != null && next.has(state.run())) {
                next = fares(next, state);
                if (next.run() == null
                        && rules.mode() == TransitionMode.SEQUENTIAL
                        && next.cuts().isEmpty()) {
                    takeBack();
                }
            }
        }

        private Lane fares(Lane lane, RunState state) {
            switch (state.phase()) {
                case RUNNING:
                    return lane.troubled(null);
                case TROUBLE:
                    return lane.troubled(state.detail());
                default:
            }
            if (lane.leaving()) {
                return lane.over(false, Long.MAX_VALUE, lane.failures(), null);
            }
            Cause cause = state.cause();
            if (cause == Cause.DISCONTINUITY || cause == Cause.RESTARTED || cause == Cause.GAP) {
                tell(false, lane.head(), state.detail() + "; a new run goes on behind it");
                return lane.over(true, now, lane.failures(), null);
            }
            int failures = lane.failures() + 1;
            boolean atOnce = cause.resumable() && failures == 1;
            long nextAt = atOnce ? now : now + RESTART.delayMs(failures, random);
            if (worthTelling(failures) || !Objects.equals(lane.trouble(), state.detail())) {
                String when = atOnce ? "at once" : "in " + (nextAt - now) + " ms";
                tell(true, lane.head(), state.detail() + "; next try " + when);
            }
            return lane.over(cause.resumable(), nextAt, failures, state.detail());
        }

        /** The first failures, and then ever fewer of them, so that a dead input does not flood the log. */
        private static boolean worthTelling(int failures) {
            return Integer.bitCount(failures) == 1;
        }

        // ---- publishing -------------------------------------------------------------------------------------------

        private void published(Segment segment) {
            if (publishing != null && publishing.cut().run().equals(segment.run())) {
                remember(publishing.cut());
                publishing = null;
            }
        }

        private void notPublished(Event.NotPublished failed) {
            if (failed.refused()) {
                tell(true, publishing.cut().head(), "a cut is lost: " + failed.why());
                publishing = null;
                lastRun = "";
            } else {
                tell(true, publishing.cut().head(), "a cut was not published, trying again: " + failed.why());
                retryAt = now + PUBLISH_RETRY_MS;
            }
        }

        private void remember(Cut cut) {
            shown.put(cut.head(), new Shown(cut.end(), shown.get(cut.head()).longestCutMs()));
            while (shown.size() > MAX_SHOWN) {
                shown.keySet().stream()
                        .filter(head -> !head.equals(cut.head()) && (next == null || !head.equals(next.head())))
                        .findFirst()
                        .ifPresent(shown::remove);
            }
        }

        /** Takes the slot when it has come, for the lane about to be if it can, else for the one on air. */
        private void publish() {
            if (publishing != null) {
                if (retryAt != 0 && now >= retryAt) {
                    retryAt = 0;
                    orders.add(new Order.Publish(publishing));
                } else if (retryAt != 0) {
                    wake(retryAt);
                }
                return;
            }
            long due = pace.due(now);
            if (next != null
                    && !next.cuts().isEmpty()
                    && !(onAirLeaves() && !onAir.cuts().isEmpty())) {
                if (now >= due || next.cuts().size() > MAX_WAITING) {
                    takeTheAir();
                    publishFirst(due);
                } else {
                    wake(due);
                }
            } else if (onAir != null && !onAir.cuts().isEmpty()) {
                long at = due + (pending() ? HOLD_MS : 0);
                if (now >= at || onAir.cuts().size() > MAX_WAITING) {
                    publishFirst(due);
                } else {
                    wake(at);
                }
            }
        }

        /** Whether the input on air is being finished, so that all of its cuts are still wanted. */
        private boolean onAirLeaves() {
            return onAir != null && onAir.leaving();
        }

        /** Whether a switch may still come in time for this slot. */
        private boolean pending() {
            return next != null
                    && next.run() != null
                    && next.failures() == 0
                    && now < next.deadline()
                    && !onAirLeaves();
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
            boolean outage = now - due > rules.targetMs();
            boolean fast = now < due;
            boolean first = !pace.anchored();
            if (first || outage || fast) {
                pace = pace.anew(now);
            }
            if (outage) {
                tell(
                        true,
                        onAir.head(),
                        "the output stood for " + (now - due) + " ms more than it should; its clock is set anew");
            }
            pace = pace.published(cut.durationMs());
            publishing = new Append(cut, lastRun != null && !cut.run().equals(lastRun), onAir.title());
            lastRun = cut.run();
            orders.add(0, new Order.Publish(publishing));
        }

        // ---- beginning and ending runs ----------------------------------------------------------------------------

        private void start() {
            if (next == null && onAir != null && onAir.leaving() && onAir.run() == null) {
                onAir = onAir.leaving(false, now);
            }

            if (onAir != null && onAir.run() == null && !onAir.leaving()) {
                onAir = startWhenTime(onAir);
            }
            if (next == null || next.run() != null) {
                return;
            }
            if (rules.mode() == TransitionMode.OVERLAP || onAir == null || (onAir.run() == null && onAir.leaving())) {
                next = startWhenTime(next);
            } else if (!onAir.leaving()) {
                if (now < next.startAt()) {
                    wake(next.startAt());
                } else if (onAir.run() == null) {
                    onAir = onAir.leaving(true, Long.MAX_VALUE);
                    next = startWhenTime(next);
                } else {
                    orders.add(new Order.Stop(new RunStop(onAir.run(), RunStop.How.FINISH)));
                    onAir = onAir.leaving(true, Long.MAX_VALUE);
                }
            }
        }

        private Lane startWhenTime(Lane lane) {
            if (now < lane.startAt()) {
                wake(lane.startAt());
                return lane;
            }
            runs++;
            String id = rules.runPrefix() + "-" + runs;
            Shown known = shown.get(lane.head());
            Cut newest = Stream.concat(Stream.ofNullable(publishing).map(Append::cut), lane.cuts().stream())
                    .filter(cut -> cut.head().equals(lane.head()))
                    .reduce((earlier, later) -> later)
                    .orElse(null);
            orders.add(new Order.Start(new RunStart(
                    id,
                    lane.head(),
                    lane.resumes(),
                    newest != null ? newest.end() : known == null ? null : known.end(),
                    slotFor(lane) - now,
                    known == null ? 0 : known.longestCutMs())));
            return lane.running(id);
        }

        /** When the first cut of a new run can be published: behind all that waits before it. */
        private long slotFor(Lane lane) {
            boolean behind = onAir != null && (onAir.leaving() || onAir.equals(lane));
            long waiting =
                    behind ? onAir.cuts().stream().mapToLong(Cut::durationMs).sum() : 0;
            return pace.due(now) + waiting;
        }

        /** A switch that has not come in time has failed; it is tried again. */
        private void expire() {
            if (next == null || !next.cuts().isEmpty()) {
                return;
            }
            if (now < next.deadline()) {
                wake(next.deadline());
                return;
            }
            String why = next.trouble() == null ? "it has not delivered" : next.trouble();
            if (!next.late()) {
                long took = now - next.wantedAt();
                String stays = onAir == null ? "" : "; " + onAir.title() + " stays on air";
                tell(true, next.head(), "no switch to " + next.title() + " after " + took + " ms: " + why + stays);
                orders.add(new Order.Switched(
                        new StreamStatus.Switch(next.title(), next.head(), next.wantedAt(), took, false)));
            }
            int failures = next.failures() + 1;
            if (next.run() != null) {
                next = next.over(false, now + RESTART.delayMs(failures, random), failures, why);
            }
            next = next.again(next.startAt(), Math.max(now, next.startAt()) + rules.timeoutMs(), true);
            takeBack();
            wake(next.deadline());
        }

        /** Sequential: the input that left comes back on air; the other is tried again later. */
        private void takeBack() {
            if (onAir == null || !onAir.leaving()) {
                return;
            }
            long again = now + SEQUENTIAL_RESTART.delayMs(Math.max(1, next.failures()), random);
            tell(true, onAir.head(), onAir.title() + " is taken back; next try in " + (again - now) + " ms");
            next = next.again(again, again + rules.timeoutMs(), true);
            onAir = onAir.leaving(false, now);
        }

        private void drop(Lane lane) {
            Stream.concat(lane.ended().stream(), Stream.ofNullable(lane.run()))
                    .forEach(run -> orders.add(new Order.Stop(new RunStop(run, RunStop.How.KILL))));
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
                boolean needed = run.equals(lane.resumes())
                        || lane.cuts().stream().anyMatch(cut -> cut.run().equals(run))
                        || (publishing != null && publishing.cut().run().equals(run));
                if (needed) {
                    held.add(run);
                } else {
                    orders.add(new Order.Stop(new RunStop(run, RunStop.How.KILL)));
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
            return Objects.requireNonNullElse(playhead.name(), "").isEmpty() ? "(no name)" : playhead.name();
        }
    }
}
