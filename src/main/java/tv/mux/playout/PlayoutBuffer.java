package tv.mux.playout;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import tv.mux.model.Segment;

/** The plain audio that waits to be played, stretch behind stretch; where there is none, silence is played. Pure. */
public final class PlayoutBuffer {
    private final Deque<PcmStretch> stretches = new ArrayDeque<>();
    private final Reserve reserve;

    /**
     * Samples of the next moment.
     *
     * @param pcm as many as were asked for
     * @param silent how many of them are silence because nothing waited
     * @param begun the last segment that began among them; empty when none did
     */
    public record Played(byte[] pcm, int silent, Optional<Segment> begun) {}

    public PlayoutBuffer(Reserve reserve) {
        this.reserve = reserve;
    }

    /** A new stretch behind all others, which get no more. */
    public PcmStretch begin() {
        PcmStretch stretch = new PcmStretch();
        stretches.add(stretch);
        return stretch;
    }

    /** Samples that wait. */
    public long waiting() {
        return stretches.stream().mapToLong(PcmStretch::waiting).sum();
    }

    /**
     * Sees to it that the right amount waits before what comes next.
     *
     * @param stretch the last one, which the next segment will lie in
     * @param join whether it begins there
     * @return the silence put in, samples; negative: what was left out
     */
    public long correct(PcmStretch stretch, boolean join) {
        long correction = reserve.correction(waiting(), join);
        if (correction > 0) {
            stretch.silence(correction);
            return correction;
        }
        long left = -correction;
        for (Iterator<PcmStretch> last = stretches.descendingIterator(); left > 0 && last.hasNext(); ) {
            PcmStretch cut = last.next();
            left -= cut.dropLast(left);
            if (cut != stretch) {
                // What its decoder still holds lies behind what was left out.
                cut.end();
            }
        }
        return correction + left;
    }

    /** The samples of the next moment, as many as asked for. */
    public Played take(int samples) {
        byte[] pcm = new byte[samples * PcmFormat.SAMPLE_BYTES];
        int done = 0;
        Optional<Segment> begun = Optional.empty();
        while (done < samples && !stretches.isEmpty()) {
            PcmStretch first = stretches.element();
            done += first.take(pcm, done * PcmFormat.SAMPLE_BYTES, samples - done);
            Optional<Segment> latest = first.begun();
            begun = latest.isPresent() ? latest : begun;
            if (first.waiting() > 0) {
                continue;
            }
            if (first.ended() || othersWait(first)) {
                stretches.remove();
            } else {
                break;
            }
        }
        return new Played(pcm, samples - done, begun);
    }

    /** Whether there is audio behind a stretch that has none left: its decoder hangs, or holds but a rest. */
    private boolean othersWait(PcmStretch first) {
        return stretches.stream().anyMatch(other -> other != first && other.waiting() > 0);
    }
}
