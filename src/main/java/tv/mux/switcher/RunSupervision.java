package tv.mux.switcher;

import java.time.Duration;
import java.util.Objects;
import tv.mux.common.Backoff;
import tv.mux.model.PendingSegment;
import tv.mux.status.RunStatus;
import tv.mux.status.StreamStatus;

/** How the runs of both lanes fare: what they deliver, how they end, and when a switch has failed. */
final class RunSupervision {
    /** Cuts of an input that are kept while none can be published. */
    static final int MAX_KEPT = 20;

    /** Where inputs allow one reader only, every try takes the air from the other one. */
    private static final Backoff TAKES_THE_AIR = new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(5));

    private static final String FULL =
            "cuts are lost: " + MAX_KEPT + " wait already, as the input runs faster than time or none can be published";

    private final SwitchDraft draft;

    RunSupervision(SwitchDraft draft) {
        this.draft = draft;
    }

    /** A cut is finished: it waits in its lane; one of a run that nobody follows any more is left alone. */
    void ready(PendingSegment cut) {
        if (draft.onAir != null && draft.onAir.has(cut.run())) {
            if (draft.onAir.cuts().size() == MAX_KEPT) {
                draft.output = draft.output.interrupted();
            }
            draft.onAir = delivered(draft.onAir, cut);
            draft.slate = draft.slate.delivered(draft.now);
        } else if (draft.next != null && draft.next.has(cut.run())) {
            draft.next = delivered(draft.next, cut);
        }
    }

    private Source delivered(Source lane, PendingSegment cut) {
        draft.output = draft.output.measured(cut);
        Source more = lane.delivered(cut);
        if (more.cuts().size() <= MAX_KEPT) {
            // Keep the trouble until half of the cuts are gone, so that it is reported once.
            boolean still = FULL.equals(lane.runs().trouble()) && more.cuts().size() > MAX_KEPT / 2;
            return still ? more.troubled(FULL) : more;
        }
        if (!FULL.equals(lane.runs().trouble())) {
            draft.tell(true, lane.head(), FULL);
        }
        return more.took().troubled(FULL);
    }

    /** A run fares better or worse, or is over. */
    void run(RunStatus state) {
        if (draft.onAir != null && draft.onAir.has(state.run())) {
            draft.onAir = fares(draft.onAir, state, RunEnd.RESTART);
            if (draft.onAir.runs().trouble() != null) {
                new SlateSwitching(draft).broken();
            }
        } else if (draft.next != null && draft.next.has(state.run())) {
            draft.next = fares(draft.next, state, patience());
            boolean failed = draft.next.runs().present() == null
                    && draft.next.runs().failures() > 0
                    && draft.next.runs().nextAt() > draft.now;
            if (failed && draft.next.cuts().isEmpty() && draft.onAirLeaves()) {
                switchFailed(true);
            }
        }
    }

    private Source fares(Source lane, RunStatus state, Backoff backoff) {
        return switch (state.phase()) {
            case RUNNING -> lane.runs().failures() == 0 ? lane.troubled(null) : lane;
            case TROUBLE -> lane.troubled(state.detail());
            case ENDED -> over(lane, state, backoff);
        };
    }

    private Source over(Source lane, RunStatus state, Backoff backoff) {
        RunEnd ending = RunEnd.of(lane.runs(), state, draft.now, backoff, draft.random);
        if (ending.failures() > lane.runs().failures()) {
            if (RunEnd.worthTelling(ending.failures())
                    || !Objects.equals(lane.runs().trouble(), ending.trouble())) {
                String when = ending.nextAt() == draft.now ? "at once" : "in " + (ending.nextAt() - draft.now) + " ms";
                draft.tell(true, lane.head(), state.detail() + "; next try " + when);
            }
        } else if (ending.resume()) {
            boolean lost = state.cause() == RunStatus.Cause.GAP;
            draft.tell(lost, lane.head(), state.detail() + "; a new run goes on behind it");
        }
        return lane.over(ending);
    }

    /** How soon the next input is tried again. */
    private Backoff patience() {
        return draft.onAirLeaves() && draft.next.cuts().isEmpty() ? TAKES_THE_AIR : RunEnd.RESTART;
    }

    /** The input on air has left for a next one that is not wanted any more: it is begun anew. */
    void stay() {
        if (draft.next == null && draft.onAirLeaves() && draft.onAir.runs().present() == null) {
            draft.onAir = draft.onAir.leaving(false, draft.now);
        }
    }

    /** A switch that has not come in time has failed; it is tried again. */
    void expire() {
        boolean drains = draft.onAirLeaves()
                && draft.onAir.runs().present() == null
                && !draft.onAir.cuts().isEmpty();
        if (draft.next == null || !draft.next.cuts().isEmpty() || drains) {
            return;
        }
        if (draft.now >= draft.next.deadline()) {
            boolean tried = draft.next.runs().present() != null || draft.onAirLeaves();
            if (tried) {
                draft.next = draft.next.over(
                        RunEnd.failed(draft.next.runs(), false, why(), draft.now, patience(), draft.random));
            }
            switchFailed(tried);
        }
        draft.wake(draft.next.deadline());
    }

    private void switchFailed(boolean tried) {
        long took = draft.now - draft.next.wantedAt();
        boolean first = !draft.next.late();
        if (first) {
            draft.orders.add(new SwitchCommand.Switched(new StreamStatus.Switch(
                    draft.next.title(), draft.next.head(), draft.next.wantedAt(), took, false)));
        }
        if (first || (tried && RunEnd.worthTelling(draft.next.runs().failures()))) {
            String still = first ? "no switch to " : "still no switch to ";
            String stays = draft.onAir == null
                    ? ""
                    : "; " + draft.onAir.title() + (draft.onAirLeaves() ? " is taken back" : " stays on air");
            draft.tell(
                    true, draft.next.head(), still + draft.next.title() + " after " + took + " ms: " + why() + stays);
        }
        draft.next = draft.next.again(Math.max(draft.now, draft.next.runs().nextAt()) + draft.rules.timeoutMs());
        if (draft.onAirLeaves()) {
            draft.onAir = draft.onAir.leaving(false, draft.now);
        }
    }

    private String why() {
        return draft.next.runs().trouble() == null
                ? "it has not delivered"
                : draft.next.runs().trouble();
    }
}
