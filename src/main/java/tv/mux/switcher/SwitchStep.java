package tv.mux.switcher;

import tv.mux.model.Playhead;

/** One step of the {@link Switcher}: what follows from the event itself, then from the time it happened at. */
final class SwitchStep {
    /** Moves that follow each other faster than this are a burst. */
    static final long BURST_MS = 2_000;

    /** In a burst a move is taken up when no other followed for so long. */
    static final long SETTLE_MS = 500;

    private final SwitchDraft draft;
    private final RunSupervision attempts;
    private final SlotAllocation slots;
    private final RunPlanning readers;

    SwitchStep(SwitchDraft draft) {
        this.draft = draft;
        attempts = new RunSupervision(draft);
        slots = new SlotAllocation(draft);
        readers = new RunPlanning(draft);
    }

    /** What follows. */
    StepResult on(SwitchEvent event) {
        if (event instanceof SwitchEvent.PlayheadReceived moved) {
            wanted(moved.playhead());
        } else if (event instanceof SwitchEvent.SegmentFinished ready) {
            attempts.ready(ready.cut());
        } else if (event instanceof SwitchEvent.RunChanged run) {
            attempts.run(run.state());
        } else if (event instanceof SwitchEvent.Published published) {
            slots.published(published.segment());
        } else if (event instanceof SwitchEvent.PublishFailed failed && draft.output.busy()) {
            slots.notPublished(failed);
        }
        attempts.stay();
        attempts.expire();
        slots.publish();
        // Before others begin, for inputs that allow one reader; and what they resumed is needed no more.
        readers.release();
        readers.start();
        readers.release();
        return draft.step();
    }

    private void wanted(Playhead playhead) {
        if (draft.wanted == null
                || !draft.wanted.head().equals(playhead.head())
                || !draft.wanted.name().equals(playhead.name())) {
            draft.orders.add(new SwitchCommand.Remember(playhead));
        }
        draft.wanted = playhead;
        Source target = draft.next != null ? draft.next : draft.onAir;
        if (target != null && target.head().equals(playhead.head())) {
            if (draft.next != null) {
                draft.next = draft.next.titled(playhead.name());
            } else {
                draft.onAir = draft.onAir.titled(playhead.name());
            }
            return;
        }
        boolean burst = draft.now - draft.movedAt < BURST_MS;
        draft.movedAt = draft.now;
        if (draft.next != null) {
            draft.drop(draft.next);
            draft.next = null;
        }
        if (draft.onAir != null && draft.onAir.head().equals(playhead.head())) {
            draft.tell(false, playhead.head(), "back to " + name(playhead) + " before the switch was made");
            draft.onAir = draft.onAir.titled(playhead.name()).soon(draft.now);
            return;
        }
        draft.tell(false, playhead.head(), "wanted on air: " + name(playhead));
        draft.next = Source.wanted(
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
