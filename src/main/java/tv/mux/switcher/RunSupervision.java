package tv.mux.switcher;

import java.time.Duration;
import java.util.Objects;
import tv.mux.common.Backoff;
import tv.mux.common.Repeats;
import tv.mux.model.PendingSegment;
import tv.mux.status.RunStatus;
import tv.mux.status.StreamStatus;

/** Follows the runs of both sources: which segments they deliver, how they end, and when a switch has failed. */
final class RunSupervision {
    /** Maximum number of pending segments of a source. */
    static final int MAX_PENDING = 20;

    /** Waits between attempts if inputs allow one reader only, since each attempt interrupts the program source. */
    private static final Backoff INTERRUPTING_RETRY = new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(5));

    private static final String TOO_MANY_PENDING = "segments are dropped: " + MAX_PENDING
            + " are waiting already, since the input runs faster than real time or nothing can be published";

    private final SwitchDraft draft;

    RunSupervision(SwitchDraft draft) {
        this.draft = draft;
    }

    /** Adds a finished segment to the pending segments of its source. Ignores a segment of a run without a source. */
    void segmentFinished(PendingSegment segment) {
        if (draft.program != null && draft.program.isCurrent(segment.run())) {
            if (draft.program.pending().size() == MAX_PENDING) {
                draft.output = draft.output.interrupted();
            }
            draft.program = withSegment(draft.program, segment);
            draft.slate = draft.slate.delivered(draft.now);
        } else if (draft.preview != null && draft.preview.isCurrent(segment.run())) {
            draft.preview = withSegment(draft.preview, segment);
        }
    }

    private Source withSegment(Source source, PendingSegment segment) {
        draft.output = draft.output.measured(segment);
        boolean reported = TOO_MANY_PENDING.equals(source.runs().trouble());
        Source more = source.delivered(segment);
        if (more.pending().size() <= MAX_PENDING) {
            // Keep the trouble until half of the segments are published, so that it is reported once.
            return reported && more.pending().size() > MAX_PENDING / 2 ? more.withTrouble(TOO_MANY_PENDING) : more;
        }
        if (!reported) {
            draft.logWarning(source.head(), TOO_MANY_PENDING);
        }
        return more.withoutFirstPending().withTrouble(TOO_MANY_PENDING);
    }

    /** Applies a new status of a run. Ignores a run without a source. */
    void runChanged(RunStatus status) {
        if (draft.program != null && draft.program.isCurrent(status.run())) {
            draft.program = withStatus(draft.program, status, RunEnd.RESTART);
            if (draft.program.runs().trouble() != null) {
                new SlateSwitching(draft).programFailed();
            }
        } else if (draft.preview != null && draft.preview.isCurrent(status.run())) {
            draft.preview = withStatus(draft.preview, status, previewBackoff());
            boolean failed = draft.preview.runs().current() == null
                    && draft.preview.runs().failures() > 0
                    && draft.preview.runs().nextAt() > draft.now;
            if (failed && draft.preview.pending().isEmpty() && draft.programFinishes()) {
                switchFailed(true);
            }
        }
    }

    private Source withStatus(Source source, RunStatus status, Backoff backoff) {
        return switch (status.phase()) {
            case RUNNING -> source.runs().failures() == 0 ? source.withTrouble(null) : source;
            case TROUBLE -> source.withTrouble(status.detail());
            case ENDED -> runEnded(source, status, backoff);
        };
    }

    private Source runEnded(Source source, RunStatus status, Backoff backoff) {
        RunEnd end = RunEnd.of(source.runs(), status, draft.now, backoff, draft.random);
        if (end.failures() > source.runs().failures()) {
            if (Repeats.isLogged(end.failures())
                    || !Objects.equals(source.runs().trouble(), end.trouble())) {
                String when = end.nextAt() == draft.now ? "at once" : "in " + (end.nextAt() - draft.now) + " ms";
                draft.logWarning(source.head(), status.detail() + "; next try " + when);
            }
        } else if (end.resume()) {
            String text = status.detail() + "; a new run continues after it";
            if (status.cause() == RunStatus.Cause.GAP) {
                draft.logWarning(source.head(), text);
            } else {
                draft.logInfo(source.head(), text);
            }
        }
        return source.withRuns(runs -> runs.ended(end));
    }

    private Backoff previewBackoff() {
        return draft.programFinishes() && draft.preview.pending().isEmpty() ? INTERRUPTING_RETRY : RunEnd.RESTART;
    }

    /** Starts the program source again if it finished for a preview source that was cancelled since. */
    void restartFinishedProgram() {
        if (draft.preview == null
                && draft.programFinishes()
                && draft.program.runs().current() == null) {
            draft.program = draft.program.withRuns(runs -> runs.resumed(draft.now));
        }
    }

    /** Fails a switch whose deadline has passed. The switch is then tried again. */
    void checkDeadline() {
        boolean programPending = draft.programFinishes()
                && draft.program.runs().current() == null
                && !draft.program.pending().isEmpty();
        if (draft.preview == null || !draft.preview.pending().isEmpty() || programPending) {
            return;
        }
        if (draft.now >= draft.preview.deadline()) {
            boolean tried = draft.preview.runs().current() != null || draft.programFinishes();
            if (tried) {
                RunEnd end = RunEnd.failed(
                        draft.preview.runs(), false, previewTrouble(), draft.now, previewBackoff(), draft.random);
                draft.preview = draft.preview.withRuns(runs -> runs.ended(end));
            }
            switchFailed(tried);
        }
        draft.wakeAt(draft.preview.deadline());
    }

    private void switchFailed(boolean tried) {
        Source preview = draft.preview;
        long elapsed = draft.now - preview.requestedAt();
        boolean first = !preview.failureReported();
        if (first) {
            draft.commands.add(new SwitchCommand.RecordSwitch(
                    new StreamStatus.Switch(preview.title(), preview.head(), preview.requestedAt(), elapsed, false)));
        }
        if (first || (tried && Repeats.isLogged(preview.runs().failures()))) {
            String programState = draft.program == null
                    ? ""
                    : "; " + draft.program.title() + (draft.programFinishes() ? " is started again" : " stays on air");
            draft.logWarning(
                    preview.head(),
                    (first ? "no switch to " : "still no switch to ") + preview.title() + " after " + elapsed + " ms: "
                            + previewTrouble() + programState);
        }
        draft.preview = preview.switchFailed(Math.max(draft.now, preview.runs().nextAt()) + draft.rules.timeoutMs());
        if (draft.programFinishes()) {
            draft.program = draft.program.withRuns(runs -> runs.resumed(draft.now));
        }
    }

    private String previewTrouble() {
        String trouble = draft.preview.runs().trouble();
        return trouble == null ? "it has not delivered" : trouble;
    }
}
