package tv.mux.playout;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import tv.mux.model.Segment;

/** A queue of PCM sections that yields a continuous stream: silence if no audio waits. Pure. */
public final class PlayoutBuffer {
    private final Deque<PcmSection> sections = new ArrayDeque<>();
    private final Reserve reserve;

    /**
     * Audio taken from the buffer.
     *
     * @param pcm the requested number of samples
     * @param silent the number of these samples that are silence because no audio waited
     * @param startedSegment the last segment that starts in this audio; empty if none starts
     */
    public record Played(byte[] pcm, int silent, Optional<Segment> startedSegment) {}

    public PlayoutBuffer(Reserve reserve) {
        this.reserve = reserve;
    }

    /** Appends a section. The caller adds no further segments to the sections before. */
    public PcmSection startSection() {
        PcmSection section = new PcmSection();
        sections.add(section);
        return section;
    }

    /** The number of samples in the buffer. */
    public long waiting() {
        return sections.stream().mapToLong(PcmSection::waiting).sum();
    }

    /**
     * Inserts silence or removes audio, so that the buffer holds the right amount before the next segment.
     *
     * @param section the last section, which the next segment is appended to
     * @param newRun whether the next segment begins a run
     * @return samples of silence inserted; negative for samples removed
     */
    public long correct(PcmSection section, boolean newRun) {
        long correction = reserve.correction(waiting(), newRun);
        if (correction > 0) {
            section.silence(correction);
            return correction;
        }
        long excess = -correction;
        for (Iterator<PcmSection> newestFirst = sections.descendingIterator(); excess > 0 && newestFirst.hasNext(); ) {
            PcmSection shortened = newestFirst.next();
            excess -= shortened.dropLast(excess);
            if (shortened != section) {
                // The audio that the decoder still holds follows the removed audio, so discard it too.
                shortened.end();
            }
        }
        return correction + excess;
    }

    /** Removes and returns the next samples. */
    public Played take(int samples) {
        byte[] pcm = new byte[samples * OutputFormat.SAMPLE_BYTES];
        int done = 0;
        Optional<Segment> started = Optional.empty();
        while (done < samples && !sections.isEmpty()) {
            PcmSection first = sections.element();
            done += first.take(pcm, done * OutputFormat.SAMPLE_BYTES, samples - done);
            Optional<Segment> latest = first.startedSegment();
            started = latest.isPresent() ? latest : started;
            if (first.waiting() > 0) {
                continue;
            }
            if (first.ended() || laterSectionWaits(first)) {
                sections.remove();
            } else {
                break;
            }
        }
        return new Played(pcm, samples - done, started);
    }

    /** Whether audio waits after an empty section. The decoder of the empty section then hangs or is almost done. */
    private boolean laterSectionWaits(PcmSection first) {
        return sections.stream().anyMatch(other -> other != first && other.waiting() > 0);
    }
}
