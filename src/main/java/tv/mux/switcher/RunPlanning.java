package tv.mux.switcher;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tv.mux.config.Config.TransitionMode;
import tv.mux.model.AppendRequest;
import tv.mux.model.InputProgress;
import tv.mux.model.PendingSegment;
import tv.mux.model.StartRun;
import tv.mux.model.StopRun;
import tv.mux.model.StopRun.Mode;

/** Which inputs are read: begins runs, and lets go of those that are over. */
final class RunPlanning {
    private final SwitchDraft draft;

    RunPlanning(SwitchDraft draft) {
        this.draft = draft;
    }

    /** Begins the runs whose time has come. */
    void start() {
        if (draft.rules.mode() == TransitionMode.OVERLAP) {
            draft.onAir = startWhenTime(draft.onAir);
            draft.next = startWhenTime(draft.next);
        } else {
            startOne();
        }
    }

    /**
     * Of two inputs one is read at a time: the one on air is finished before the next is begun. That is begun when the
     * last cut of the other leaves: any sooner, and what waits would grow with every switch.
     */
    private void startOne() {
        if (draft.onAir == null) {
            draft.next = startWhenTime(draft.next);
            return;
        }
        if (!draft.onAir.runs().leaving()
                && draft.next != null
                && draft.now >= draft.next.runs().nextAt()) {
            if (draft.onAir.runs().present() != null) {
                draft.orders.add(
                        new SwitchCommand.Stop(new StopRun(draft.onAir.runs().present(), Mode.FINISH)));
            }
            draft.onAir = draft.onAir.leaving(true, Long.MAX_VALUE);
        }
        if (!draft.onAir.runs().leaving()) {
            draft.onAir = startWhenTime(draft.onAir);
            draft.wake(draft.next == null ? Long.MAX_VALUE : draft.next.runs().nextAt());
        } else if (draft.onAir.runs().present() == null && (draft.onAir.cuts().isEmpty() || draft.slate.on())) {
            // What waits behind the slate is not shown any more.
            draft.onAir = draft.onAir.without();
            // Its time-out counts from here: until now it was the other one that took its time.
            boolean first = draft.next.runs().present() == null
                    && draft.next.runs().resumes() == null
                    && draft.now >= draft.next.runs().nextAt();
            draft.next = startWhenTime(first ? draft.next.until(draft.now + draft.rules.timeoutMs()) : draft.next);
        }
    }

    private Source startWhenTime(Source lane) {
        if (lane == null || lane.runs().present() != null) {
            return lane;
        }
        if (draft.now < lane.runs().nextAt()) {
            draft.wake(lane.runs().nextAt());
            return lane;
        }
        draft.runs++;
        String id = draft.rules.runPrefix() + "-" + draft.runs;
        InputProgress shown = draft.output.shown(lane.head());
        PendingSegment newest = Stream.concat(
                        Stream.ofNullable(draft.output.publishing()).map(AppendRequest::cut), lane.cuts().stream())
                .filter(cut -> cut.head().equals(lane.head()))
                .reduce((earlier, later) -> later)
                .orElse(null);
        draft.orders.add(new SwitchCommand.Start(new StartRun(
                id,
                lane.head(),
                lane.runs().resumes(),
                newest != null ? newest.end() : shown.end(),
                !draft.slate.on() && draft.onAir != null && draft.onAir.head().equals(lane.head()),
                slotFor(lane) - draft.now,
                shown.longestCutMs())));
        return lane.running(id);
    }

    /** When the first cut of a new run can be published: behind those of its input that wait already. */
    private long slotFor(Source lane) {
        boolean switches =
                draft.onAir != null && draft.next != null && lane.head().equals(draft.next.head());
        long slot = switches ? SlotAllocation.ofNext(draft) : SlotAllocation.slot(draft);
        return slot + lane.cuts().stream().mapToLong(PendingSegment::durationMs).sum();
    }

    /** Lets go of ended runs that nothing needs any more. */
    void release() {
        draft.onAir = release(draft.onAir);
        draft.next = release(draft.next);
    }

    private Source release(Source lane) {
        if (lane == null || lane.runs().ended().isEmpty()) {
            return lane;
        }
        List<String> held = new ArrayList<>();
        for (String run : lane.runs().ended()) {
            if (lane.needs(run) || draft.output.publishes(run)) {
                held.add(run);
            } else {
                draft.kill(run);
            }
        }
        return lane.holding(List.copyOf(held));
    }
}
