package tv.mux.stream;

import tv.mux.bus.Playhead;

/** One step of the {@link Switcher}: what follows from the event itself, then from the time it happened at. */
final class Move {
    /** Moves that follow each other faster than this are a burst. */
    static final long BURST_MS = 2_000;

    /** In a burst a move is taken up when no other followed for so long. */
    static final long SETTLE_MS = 500;

    private final Draft draft;
    private final Attempts attempts;
    private final Slots slots;
    private final Readers readers;

    Move(Draft draft) {
        this.draft = draft;
        attempts = new Attempts(draft);
        slots = new Slots(draft);
        readers = new Readers(draft);
    }

    /** What follows. */
    Step on(Event event) {
        if (event instanceof Event.Wanted moved) {
            wanted(moved.playhead());
        } else if (event instanceof Event.Ready ready) {
            attempts.ready(ready.cut());
        } else if (event instanceof Event.Run run) {
            attempts.run(run.state());
        } else if (event instanceof Event.Published published) {
            slots.published(published.segment());
        } else if (event instanceof Event.NotPublished failed && draft.output.busy()) {
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
            draft.orders.add(new Order.Remember(playhead));
        }
        draft.wanted = playhead;
        Lane target = draft.next != null ? draft.next : draft.onAir;
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
        draft.next = Lane.wanted(
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
