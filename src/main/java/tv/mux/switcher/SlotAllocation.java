package tv.mux.switcher;

import tv.mux.config.Config.TransitionMode;
import tv.mux.model.PendingSegment;
import tv.mux.model.Segment;
import tv.mux.status.StreamStatus;

/** Which cut is published, and when. */
final class SlotAllocation {
    /**
     * While a switch is pending the input on air takes its own slot this late, so that the new one just missing it does
     * not wait a whole slot more.
     */
    static final long HOLD_MS = 1_000;

    /**
     * Maximum number of input segments whose cuts wait. If more wait, the input runs faster than real time. The first
     * cut is then published up to one target duration before its slot. It is never published sooner, so the output
     * cannot run further ahead.
     *
     * <p>The limit counts input segments, not cuts, since a long segment yields many cuts at once. If the playlist
     * grows by more than three target durations between two reloads, Chromium's own player skips segments and fails.
     */
    static final int MAX_WAITING = 4;

    /** The next input takes a slot so much early at most, where the slot would come later than a switch may take. */
    static final long EARLY_MS = 1_000;

    /** A switch is to come so much sooner than a target duration after it was wanted. */
    static final long SOONER_MS = 500;

    private final SwitchDraft draft;
    private final SlateSwitching standIn;

    SlotAllocation(SwitchDraft draft) {
        this.draft = draft;
        this.standIn = new SlateSwitching(draft);
    }

    /** The cut being published is. */
    void published(Segment segment) {
        if (draft.output.publishes(segment.run())) {
            draft.output = draft.output.published(draft.now, draft.rules.listSize());
        }
    }

    /** The cut being published is not: it is tried again, or it is lost. */
    void notPublished(SwitchEvent.PublishFailed failed) {
        PendingSegment cut = draft.output.publishing().cut();
        String head = cut.head();
        if (failed.refused() && cut.slate()) {
            standIn.refused(failed.why());
            return;
        }
        if (failed.refused()) {
            draft.tell(true, head, "a cut is lost: " + failed.why());
            draft.output = draft.output.refused();
            return;
        }
        draft.output = draft.output.failed(draft.now, draft.random);
        if (RunEnd.worthTelling(draft.output.failures())) {
            draft.tell(true, head, "a cut was not published, trying again: " + failed.why());
        }
    }

    /** Takes the slot when it has come, for the lane about to be if it can, else for the one on air. */
    void publish() {
        if (draft.output.busy()) {
            publishAgain();
            return;
        }
        boolean nextIsReady = draft.next != null && !draft.next.cuts().isEmpty();
        Source lane = nextIsReady ? draft.next : draft.onAir;
        if (lane == null || lane.cuts().isEmpty() || (!nextIsReady && standIn.holds())) {
            standIn.publish(pending());
            return;
        }
        long due = draft.output.pace().due(draft.now);
        long slot = slot(draft);
        long at = nextIsReady ? ofNext(draft) : pending() ? slot + HOLD_MS : slot;
        if (runsAhead(lane) && !draft.onAirLeaves()) {
            at = Math.min(at, due - draft.rules.targetMs());
        }
        at = Math.max(at, freeAt(draft));
        if (draft.now < at) {
            draft.wake(at);
            return;
        }
        if (nextIsReady) {
            takeTheAir();
        }
        publishFirst(due);
    }

    /**
     * When the next segment is due, milliseconds of the monotonic clock. At most 9/8 of a target duration after the
     * last one, so that an output that runs ahead falls back slowly and no player stalls.
     */
    static long slot(SwitchDraft draft) {
        long longest = draft.output.lastAt() + draft.rules.targetMs() * 9 / 8;
        return Math.min(draft.output.pace().due(draft.now), longest);
    }

    /** When a catch-up may publish again, so that players see every segment in the playlist. */
    static long freeAt(SwitchDraft draft) {
        return draft.output.burst().nextAt(draft.rules.listSize(), draft.rules.targetMs());
    }

    private static boolean runsAhead(Source lane) {
        return lane.cuts().stream()
                        .mapToLong(PendingSegment::firstInput)
                        .distinct()
                        .count()
                > MAX_WAITING;
    }

    /** The slot; a little sooner where it lies behind a long segment, and the switch may still keep its bound. */
    static long ofNext(SwitchDraft draft) {
        long due = slot(draft);
        long soon = draft.next.wantedAt() + draft.rules.targetMs() - SOONER_MS;
        boolean inTime = draft.rules.mode() == TransitionMode.OVERLAP
                && draft.next.runs().failures() == 0
                && draft.now <= soon;
        return inTime ? Math.max(due - EARLY_MS, Math.min(due, soon)) : due;
    }

    private void publishAgain() {
        if (draft.now < draft.output.retryAt()) {
            draft.wake(draft.output.retryAt());
            return;
        }
        draft.output = draft.output.retried();
        draft.orders.add(new SwitchCommand.Publish(draft.output.publishing()));
    }

    /** Whether a switch may still come in time for this slot, so that the input on air leaves it to it for a moment. */
    private boolean pending() {
        return draft.rules.mode() == TransitionMode.OVERLAP
                && draft.next != null
                && draft.next.runs().failures() == 0
                && draft.next.runs().nextAt() <= draft.now
                && draft.now < draft.next.deadline();
    }

    private void takeTheAir() {
        Source off = draft.onAir;
        draft.orders.add(new SwitchCommand.Switched(new StreamStatus.Switch(
                draft.next.title(),
                draft.next.head(),
                draft.next.wantedAt(),
                draft.now - draft.next.wantedAt(),
                true)));
        draft.onAir = draft.next.onAir(draft.now);
        draft.next = null;
        if (off != null) {
            draft.drop(off);
        }
    }

    private void publishFirst(long due) {
        PendingSegment cut = draft.onAir.cuts().get(0);
        draft.onAir = draft.onAir.took();
        OutputClock pace = draft.output.pace();
        boolean outage = pace.lost(draft.now, draft.rules.targetMs());
        if (outage) {
            String stood =
                    "the output stood for " + (draft.now - due) + " ms more than it should; its clock is set anew";
            draft.tell(true, draft.onAir.head(), stood);
        }
        draft.output = draft.output.publish(
                cut, draft.onAir.title(), outage || !pace.anchored() ? pace.anew(draft.now) : pace);
        draft.orders.add(0, new SwitchCommand.Publish(draft.output.publishing()));
        standIn.leave();
    }
}
