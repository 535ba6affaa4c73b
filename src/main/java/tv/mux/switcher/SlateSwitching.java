package tv.mux.switcher;

import tv.mux.model.PendingSegment;
import tv.mux.model.Position;
import tv.mux.model.Segment;

/** Decides when the slate takes a slot, and when the program source returns. */
final class SlateSwitching {
    /** Maximum number of segments that the program source keeps behind the slate. Older ones are dropped. */
    static final int MAX_PENDING = 2;

    /** The first slate segment waits this long after its slot for a late segment of the program source. */
    private static final long LATE_MS = 250;

    private final SwitchDraft draft;

    SlateSwitching(SwitchDraft draft) {
        this.draft = draft;
    }

    /** Drops the older pending segments of the program source while the slate is on air. */
    void dropOldPending() {
        while (draft.slate.on() && draft.program.pending().size() > MAX_PENDING) {
            draft.program = draft.program.withoutFirstPending();
        }
    }

    /** Whether the program source must still wait behind the slate although it delivers. */
    boolean holdsProgram() {
        return draft.slate.on() && draft.now < draft.slate.programReturnsAt();
    }

    /**
     * Publishes a slate segment if no other segment can come in time.
     *
     * @param switchExpected whether the preview source may still deliver for this slot
     */
    void publishIfDue(boolean switchExpected) {
        boolean possible = !draft.rules.slate().empty() && draft.output.lastRun() != null && draft.program != null;
        if (!possible) {
            return;
        }
        long slot = draft.slate.on() ? nextSlot(switchExpected) : firstSlot();
        long at = Math.max(Math.max(slot, draft.slate.retryAt()), SlotAllocation.burstAllowedAt(draft));
        if (draft.now < at) {
            draft.wakeAt(at);
            return;
        }
        if (!draft.slate.on()) {
            start();
        }
        OutputClock clock = draft.output.clock();
        boolean restart = !clock.anchored() || clock.tooLate(draft.now, draft.rules.targetMs());
        draft.output = draft.output.publish(
                nextSegment(), draft.program.title(), restart ? clock.restarted(draft.now) : clock);
        draft.slate = draft.slate.segmentPublished();
        draft.commands.add(0, new SwitchCommand.Publish(draft.output.publishing()));
    }

    /**
     * Returns the next slate segment. It carries the program source's URL and position, so a restart continues there.
     */
    private PendingSegment nextSegment() {
        String head = draft.program.head();
        Position position = draft.output.progress(head).end();
        return new PendingSegment(
                draft.slate.run(),
                head,
                draft.slate.published(),
                draft.rules.slate().files(),
                draft.rules.slate().durationMs(),
                true,
                position == null ? 0 : position.sequence(),
                position);
    }

    /** The first slate segment comes as late as possible, since a late segment is better than a missing one. */
    private long firstSlot() {
        OutputClock clock = draft.output.clock();
        long latest = draft.output.lastPublishedAt() + SlateState.patienceMs(draft.rules.targetMs());
        return clock.anchored() ? Math.max(latest, SlotAllocation.slot(draft) + LATE_MS) : latest;
    }

    /** Further slate segments come in their slots, but wait a moment for a source that is about to come on air. */
    private long nextSlot(boolean switchExpected) {
        long due = SlotAllocation.slot(draft);
        long returnsAt = draft.program.pending().isEmpty() ? Long.MAX_VALUE : draft.slate.programReturnsAt();
        if (switchExpected) {
            draft.wakeAt(Math.max(due, returnsAt));
            return due + SlotAllocation.SWITCH_WAIT_MS;
        }
        return returnsAt <= due + SlotAllocation.SWITCH_WAIT_MS ? Math.max(due, returnsAt) : due;
    }

    private void start() {
        draft.runCount++;
        String run = draft.rules.runPrefix() + Segment.SLATE + draft.runCount;
        draft.slate = draft.slate.started(run, draft.rules, draft.now);
        draft.logWarning(
                draft.program.head(),
                "nothing was published for " + (draft.now - draft.output.lastPublishedAt())
                        + " ms: the slate is on air");
    }

    /** The program source has failed: its segments behind the slate will not be published when it returns. */
    void programFailed() {
        if (draft.slate.on()) {
            draft.slate = draft.slate.programFailed();
            draft.program = draft.program.withoutPending();
        }
    }

    /** A slate segment was refused. It is tried again later, since there is nothing else to publish. */
    void refused(String why) {
        draft.logWarning(draft.program.head(), "the slate was not published: " + why);
        draft.output = draft.output.refused();
        draft.slate = draft.slate.refused(draft.now);
    }

    /** Takes the slate off air, since a source is on air. */
    void end() {
        if (draft.slate.on()) {
            draft.logInfo(
                    draft.program.head(),
                    draft.program.title() + " is on air after " + (draft.now - draft.slate.since()) + " ms of slate");
            draft.slate = draft.slate.ended(draft.now);
        }
    }
}
