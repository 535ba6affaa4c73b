package tv.mux.switcher;

import tv.mux.model.Playhead;

/** One step of the {@link Switcher}: applies the event first, then what follows from the present time. */
final class SwitchStep {
    /** Playheads that follow each other within this time are a burst. */
    static final long BURST_MS = 2_000;

    /** In a burst, a playhead takes effect if no other follows within this time. */
    static final long SETTLE_MS = 500;

    private final SwitchDraft draft;
    private final RunSupervision supervision;
    private final SlotAllocation slots;
    private final RunPlanning planning;

    SwitchStep(SwitchDraft draft) {
        this.draft = draft;
        supervision = new RunSupervision(draft);
        slots = new SlotAllocation(draft);
        planning = new RunPlanning(draft);
    }

    StepResult on(SwitchEvent event) {
        if (event instanceof SwitchEvent.PlayheadReceived received) {
            playheadReceived(received.playhead());
        } else if (event instanceof SwitchEvent.SegmentFinished finished) {
            supervision.segmentFinished(finished.segment());
        } else if (event instanceof SwitchEvent.RunChanged run) {
            supervision.runChanged(run.status());
        } else if (event instanceof SwitchEvent.Published published) {
            slots.published(published.segment());
        } else if (event instanceof SwitchEvent.PublishFailed failed && draft.output.busy()) {
            slots.publishFailed(failed);
        }
        supervision.restartFinishedProgram();
        supervision.checkDeadline();
        slots.publish();
        // Runs are released before others start, since an input may allow one reader only. They are released once more
        // afterwards, since a new run no longer needs the run that it resumed.
        planning.releaseEnded();
        planning.start();
        planning.releaseEnded();
        return draft.build();
    }

    private void playheadReceived(Playhead playhead) {
        if (draft.playhead == null
                || !draft.playhead.head().equals(playhead.head())
                || !draft.playhead.name().equals(playhead.name())) {
            draft.commands.add(new SwitchCommand.StorePlayhead(playhead));
        }
        draft.playhead = playhead;
        Source target = draft.preview != null ? draft.preview : draft.program;
        if (target != null && target.head().equals(playhead.head())) {
            if (draft.preview != null) {
                draft.preview = draft.preview.titled(playhead.name());
            } else {
                draft.program = draft.program.titled(playhead.name());
            }
            return;
        }
        boolean burst = draft.now - draft.playheadChangedAt < BURST_MS;
        draft.playheadChangedAt = draft.now;
        if (draft.preview != null) {
            draft.discard(draft.preview);
            draft.preview = null;
        }
        if (draft.program != null && draft.program.head().equals(playhead.head())) {
            draft.logInfo(playhead.head(), name(playhead) + " stays on air: the switch away from it was cancelled");
            draft.program = draft.program.titled(playhead.name()).withRuns(runs -> runs.withoutDelay(draft.now));
            return;
        }
        draft.logInfo(playhead.head(), "the scheduler asks for " + name(playhead));
        draft.preview = Source.requested(
                playhead.head(),
                playhead.name(),
                draft.now,
                burst ? draft.now + SETTLE_MS : draft.now,
                draft.rules.timeoutMs());
    }

    private static String name(Playhead playhead) {
        return playhead.name().isEmpty() ? "(no name)" : playhead.name();
    }
}
