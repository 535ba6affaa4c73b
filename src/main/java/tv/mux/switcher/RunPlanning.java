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

/** Decides which inputs are read: starts runs, and releases ended runs that are no longer needed. */
final class RunPlanning {
    private final SwitchDraft draft;

    RunPlanning(SwitchDraft draft) {
        this.draft = draft;
    }

    /** Starts the runs that are due. */
    void start() {
        if (draft.rules.mode() == TransitionMode.OVERLAP) {
            draft.program = startIfDue(draft.program);
            draft.preview = startIfDue(draft.preview);
        } else {
            startOne();
        }
    }

    /**
     * Reads one input at a time: the program source finishes before the preview source starts. The preview source
     * starts when the last segment of the program source is published. If it started sooner, the waiting time would
     * grow with every switch.
     */
    private void startOne() {
        if (draft.program == null) {
            draft.preview = startIfDue(draft.preview);
            return;
        }
        if (!draft.programFinishes()
                && draft.preview != null
                && draft.now >= draft.preview.runs().nextAt()) {
            if (draft.program.runs().current() != null) {
                draft.commands.add(
                        new SwitchCommand.Stop(new StopRun(draft.program.runs().current(), Mode.FINISH)));
            }
            draft.program = draft.program.withRuns(SourceRuns::finish);
        }
        if (!draft.programFinishes()) {
            draft.program = startIfDue(draft.program);
            draft.wakeAt(
                    draft.preview == null
                            ? Long.MAX_VALUE
                            : draft.preview.runs().nextAt());
        } else if (draft.program.runs().current() == null
                && (draft.program.pending().isEmpty() || draft.slate.on())) {
            // Segments that wait behind the slate are not published any more.
            draft.program = draft.program.withoutPending();
            // The deadline counts from here, since only now the preview source can be read.
            boolean first = draft.preview.runs().current() == null
                    && draft.preview.runs().resumes() == null
                    && draft.now >= draft.preview.runs().nextAt();
            draft.preview =
                    startIfDue(first ? draft.preview.withDeadline(draft.now + draft.rules.timeoutMs()) : draft.preview);
        }
    }

    private Source startIfDue(Source source) {
        if (source == null || source.runs().current() != null) {
            return source;
        }
        if (draft.now < source.runs().nextAt()) {
            draft.wakeAt(source.runs().nextAt());
            return source;
        }
        draft.runCount++;
        String id = draft.rules.runPrefix() + "-" + draft.runCount;
        InputProgress progress = draft.output.progress(source.head());
        PendingSegment newest = Stream.concat(
                        Stream.ofNullable(draft.output.publishing()).map(AppendRequest::segment),
                        source.pending().stream())
                .filter(segment -> segment.head().equals(source.head()))
                .reduce((earlier, later) -> later)
                .orElse(null);
        draft.commands.add(new SwitchCommand.Start(new StartRun(
                id,
                source.head(),
                source.runs().resumes(),
                newest != null ? newest.end() : progress.end(),
                !draft.slate.on()
                        && draft.program != null
                        && draft.program.head().equals(source.head()),
                firstSlot(source) - draft.now,
                progress.longestSegmentMs())));
        return source.withRuns(runs -> runs.started(id));
    }

    /** Returns when the first segment of a new run can be published: after the pending segments of its input. */
    private long firstSlot(Source source) {
        boolean isPreview =
                draft.program != null && draft.preview != null && source.head().equals(draft.preview.head());
        long slot = isPreview ? SlotAllocation.previewSlot(draft) : SlotAllocation.slot(draft);
        return slot
                + source.pending().stream()
                        .mapToLong(PendingSegment::durationMs)
                        .sum();
    }

    /** Releases ended runs that are no longer needed. */
    void releaseEnded() {
        draft.program = releaseEnded(draft.program);
        draft.preview = releaseEnded(draft.preview);
    }

    private Source releaseEnded(Source source) {
        if (source == null || source.runs().ended().isEmpty()) {
            return source;
        }
        List<String> needed = new ArrayList<>();
        for (String run : source.runs().ended()) {
            if (source.needs(run) || draft.output.publishes(run)) {
                needed.add(run);
            } else {
                draft.kill(run);
            }
        }
        return source.withRuns(runs -> runs.with(next -> next.ended = List.copyOf(needed)));
    }
}
