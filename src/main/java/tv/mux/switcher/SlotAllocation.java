package tv.mux.switcher;

import tv.mux.common.Repeats;
import tv.mux.config.Config.TransitionMode;
import tv.mux.model.PendingSegment;
import tv.mux.model.Segment;
import tv.mux.status.StreamStatus;

/** Decides which segment is published, and when. */
final class SlotAllocation {
    /**
     * While a switch is expected, the program source takes its slot this late. Otherwise a preview source that just
     * misses the slot would wait for a whole segment.
     */
    static final long SWITCH_WAIT_MS = 1_000;

    /**
     * Maximum number of input segments whose pending segments wait. If more wait, the input runs faster than real time.
     * The first pending segment is then published up to one target duration before its slot. It is never published
     * sooner, so the output cannot run further ahead.
     *
     * <p>The limit counts input segments, not pending segments, since a long input segment yields many at once. If the
     * playlist grows by more than three target durations between two reloads, Chromium's own player skips segments and
     * fails.
     */
    static final int MAX_INPUT_SEGMENTS = 4;

    /** The preview source takes a slot at most this early, and only if the switch would be too slow otherwise. */
    static final long EARLY_MS = 1_000;

    /** A switch aims to take one target duration less this margin. */
    static final long SWITCH_MARGIN_MS = 500;

    private final SwitchDraft draft;
    private final SlateSwitching slate;

    SlotAllocation(SwitchDraft draft) {
        this.draft = draft;
        this.slate = new SlateSwitching(draft);
    }

    /** The segment was published. */
    void published(Segment segment) {
        if (draft.output.publishes(segment.run())) {
            draft.output = draft.output.published(draft.now, draft.rules.listSize());
        }
    }

    /** The segment was not published: tries again later, or drops the segment if it was refused. */
    void publishFailed(SwitchEvent.PublishFailed failed) {
        PendingSegment segment = draft.output.publishing().segment();
        if (failed.refused() && segment.slate()) {
            slate.refused(failed.why());
            return;
        }
        if (failed.refused()) {
            draft.logWarning(segment.head(), "a segment is dropped: " + failed.why());
            draft.output = draft.output.refused();
            return;
        }
        draft.output = draft.output.failed(draft.now, draft.random);
        if (Repeats.isLogged(draft.output.failures())) {
            draft.logWarning(segment.head(), "a segment was not published, trying again: " + failed.why());
        }
    }

    /**
     * Publishes the next segment if its slot has come: of the preview source if it has one, else of the program source.
     */
    void publish() {
        if (draft.output.busy()) {
            retryPublication();
            return;
        }
        boolean previewReady = draft.preview != null && !draft.preview.pending().isEmpty();
        Source source = previewReady ? draft.preview : draft.program;
        boolean nothingPending = source == null || source.pending().isEmpty();
        if (!nothingPending && !previewReady) {
            slate.dropOldPending();
        }
        if (nothingPending || (!previewReady && slate.holdsProgram())) {
            slate.publishIfDue(switchExpected());
            return;
        }
        long due = draft.output.clock().due(draft.now);
        long slot = slot(draft);
        long at = previewReady ? previewSlot(draft) : switchExpected() ? slot + SWITCH_WAIT_MS : slot;
        if (runsAhead(source) && !draft.programFinishes()) {
            at = Math.min(at, due - draft.rules.targetMs());
        }
        at = Math.max(at, burstAllowedAt(draft));
        if (draft.now < at) {
            draft.wakeAt(at);
            return;
        }
        if (previewReady) {
            switchToPreview();
        }
        publishFirstPending(due);
    }

    /**
     * Returns when the next segment is due, milliseconds of the monotonic clock. At most 9/8 of a target duration after
     * the last one, so that an output that runs ahead falls back slowly and no player stalls.
     */
    static long slot(SwitchDraft draft) {
        long latest = draft.output.lastPublishedAt() + draft.rules.targetMs() * 9 / 8;
        return Math.min(draft.output.clock().due(draft.now), latest);
    }

    /** Returns when a catch-up may publish again, so that players see every segment in the playlist. */
    static long burstAllowedAt(SwitchDraft draft) {
        return draft.output.burst().nextAllowedAt(draft.rules.listSize(), draft.rules.targetMs());
    }

    private static boolean runsAhead(Source source) {
        return source.pending().stream()
                        .mapToLong(PendingSegment::firstInput)
                        .distinct()
                        .count()
                > MAX_INPUT_SEGMENTS;
    }

    /**
     * Returns when the preview source takes a slot: at the slot, or a little sooner if the slot comes after a long
     * segment and the switch can still be in time.
     */
    static long previewSlot(SwitchDraft draft) {
        long due = slot(draft);
        long target = draft.preview.requestedAt() + draft.rules.targetMs() - SWITCH_MARGIN_MS;
        boolean inTime = draft.rules.mode() == TransitionMode.OVERLAP
                && draft.preview.runs().failures() == 0
                && draft.now <= target;
        return inTime ? Math.max(due - EARLY_MS, Math.min(due, target)) : due;
    }

    private void retryPublication() {
        if (draft.now < draft.output.retryAt()) {
            draft.wakeAt(draft.output.retryAt());
            return;
        }
        draft.output = draft.output.retried();
        draft.commands.add(new SwitchCommand.Publish(draft.output.publishing()));
    }

    /** Whether the preview source may still deliver for this slot, so that the program source waits for a moment. */
    private boolean switchExpected() {
        return draft.rules.mode() == TransitionMode.OVERLAP
                && draft.preview != null
                && draft.preview.runs().failures() == 0
                && draft.preview.runs().nextAt() <= draft.now
                && draft.now < draft.preview.deadline();
    }

    private void switchToPreview() {
        Source preview = draft.preview;
        Source replaced = draft.program;
        draft.commands.add(new SwitchCommand.RecordSwitch(new StreamStatus.Switch(
                preview.title(), preview.head(), preview.requestedAt(), draft.now - preview.requestedAt(), true)));
        draft.program = preview.onAir(draft.now);
        draft.preview = null;
        if (replaced != null) {
            draft.discard(replaced);
        }
    }

    private void publishFirstPending(long due) {
        PendingSegment segment = draft.program.pending().get(0);
        draft.program = draft.program.withoutFirstPending();
        OutputClock clock = draft.output.clock();
        boolean outage = clock.tooLate(draft.now, draft.rules.targetMs());
        if (outage) {
            draft.logWarning(
                    draft.program.head(), "the output is " + (draft.now - due) + " ms late: its clock is reset");
        }
        draft.output = draft.output.publish(
                segment, draft.program.title(), outage || !clock.anchored() ? clock.restarted(draft.now) : clock);
        draft.commands.add(0, new SwitchCommand.Publish(draft.output.publishing()));
        slate.end();
    }
}
