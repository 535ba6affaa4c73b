package tv.mux.switcher;

import tv.mux.model.PendingSegment;
import tv.mux.model.Position;
import tv.mux.model.Segment;

/** When the slate takes a slot, and when it gives way again. */
final class SlateSwitching {
    /** Cuts of the input on air that are kept behind the slate: what is older was missed, and stays so. */
    static final int MOST_KEPT = 2;

    /** A cut that is a little late is waited for, where there is time. */
    private static final long LATE_MS = 250;

    private final SwitchDraft draft;

    SlateSwitching(SwitchDraft draft) {
        this.draft = draft;
    }

    /** Whether the input on air has to wait behind the slate, though it delivers. */
    boolean holds() {
        if (!draft.slate.on()) {
            return false;
        }
        while (draft.onAir.cuts().size() > MOST_KEPT) {
            draft.onAir = draft.onAir.took();
        }
        return draft.now < draft.slate.backAt();
    }

    /**
     * Publishes it when nothing else may come in time.
     *
     * @param pending whether a switch may still come for this slot
     */
    void publish(boolean pending) {
        boolean can = !draft.rules.card().empty() && draft.output.lastRun() != null && draft.onAir != null;
        if (!can) {
            return;
        }
        long at = Math.max(draft.slate.on() ? nextAt(pending) : firstAt(), draft.slate.retryAt());
        at = Math.max(at, SlotAllocation.freeAt(draft));
        if (draft.now < at) {
            draft.wake(at);
            return;
        }
        if (!draft.slate.on()) {
            begin();
        }
        String head = draft.onAir.head();
        Position shown = draft.output.shown(head).end();
        PendingSegment cut = new PendingSegment(
                draft.slate.run(),
                head,
                draft.slate.published(),
                draft.rules.card().files(),
                draft.rules.card().durationMs(),
                true,
                shown == null ? 0 : shown.sequence(),
                shown);
        OutputClock pace = draft.output.pace();
        boolean anew = !pace.anchored() || pace.lost(draft.now, draft.rules.targetMs());
        draft.output = draft.output.publish(cut, draft.onAir.title(), anew ? pace.anew(draft.now) : pace);
        draft.slate = draft.slate.again();
        draft.orders.add(0, new SwitchCommand.Publish(draft.output.publishing()));
    }

    /** The first one comes as late as it may: what is late is better than what is left out. */
    private long firstAt() {
        OutputClock pace = draft.output.pace();
        long late = draft.output.lastAt() + SlateState.patienceMs(draft.rules.targetMs());
        return pace.anchored() ? Math.max(late, SlotAllocation.slot(draft) + LATE_MS) : late;
    }

    /** The others come in their slots, but wait a moment for who is about to take the air. */
    private long nextAt(boolean pending) {
        long due = SlotAllocation.slot(draft);
        long back = draft.onAir.cuts().isEmpty() ? Long.MAX_VALUE : draft.slate.backAt();
        if (pending) {
            draft.wake(Math.max(due, back));
            return due + SlotAllocation.HOLD_MS;
        }
        return back <= due + SlotAllocation.HOLD_MS ? Math.max(due, back) : due;
    }

    private void begin() {
        draft.runs++;
        draft.slate = draft.slate.begun(draft.rules.runPrefix() + Segment.SLATE + draft.runs, draft.rules, draft.now);
        draft.tell(
                true,
                draft.onAir.head(),
                "nothing was published for " + (draft.now - draft.output.lastAt()) + " ms: the slate stands in");
    }

    /** The input on air is in trouble: what it has delivered behind the slate is not shown when it is well again. */
    void broken() {
        if (draft.slate.on()) {
            draft.slate = draft.slate.broken();
            draft.onAir = draft.onAir.without();
        }
    }

    /** It will never be published as it is, and is tried again all the same: there is nothing else. */
    void refused(String why) {
        draft.tell(true, draft.onAir.head(), "the slate was not published: " + why);
        draft.output = draft.output.refused();
        draft.slate = draft.slate.refused(draft.now);
    }

    /** An input is on air. */
    void leave() {
        if (draft.slate.on()) {
            draft.tell(
                    false,
                    draft.onAir.head(),
                    draft.onAir.title() + " is on air again after " + (draft.now - draft.slate.since())
                            + " ms of slate");
            draft.slate = draft.slate.left(draft.now);
        }
    }
}
