package tv.mux.icecast;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import tv.mux.bus.Segment;

/** The plain audio that waits to be played, stretch behind stretch; where there is none, silence is played. Pure. */
final class Playout {
    private final Deque<Stretch> stretches = new ArrayDeque<>();
    private final Reserve reserve;

    /**
     * Samples of the next moment.
     *
     * @param pcm as many as were asked for
     * @param silent how many of them are silence because nothing waited
     * @param begun the last segment that began among them; empty when none did
     */
    record Played(byte[] pcm, int silent, Optional<Segment> begun) {}

    Playout(Reserve reserve) {
        this.reserve = reserve;
    }

    /** A new stretch behind all others, which get no more. */
    Stretch begin() {
        Stretch stretch = new Stretch();
        stretches.add(stretch);
        return stretch;
    }

    /** Samples that wait. */
    long waiting() {
        return stretches.stream().mapToLong(Stretch::waiting).sum();
    }

    /**
     * Sees to it that the right amount waits before what comes next.
     *
     * @param stretch the last one, which the next segment will lie in
     * @param join whether it begins there
     * @return the silence put in, samples; negative: what was left out
     */
    long correct(Stretch stretch, boolean join) {
        long correction = reserve.correction(waiting(), join);
        if (correction > 0) {
            stretch.silence(correction);
            return correction;
        }
        long left = -correction;
        for (Iterator<Stretch> last = stretches.descendingIterator(); left > 0 && last.hasNext(); ) {
            Stretch cut = last.next();
            left -= cut.dropLast(left);
            if (cut != stretch) {
                // What its decoder still holds lies behind what was left out.
                cut.end();
            }
        }
        return correction + left;
    }

    /** The samples of the next moment, as many as asked for. */
    Played take(int samples) {
        byte[] pcm = new byte[samples * Sound.SAMPLE_BYTES];
        int done = 0;
        Optional<Segment> begun = Optional.empty();
        while (done < samples && !stretches.isEmpty()) {
            Stretch first = stretches.element();
            done += first.take(pcm, done * Sound.SAMPLE_BYTES, samples - done);
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
    private boolean othersWait(Stretch first) {
        return stretches.stream().anyMatch(other -> other != first && other.waiting() > 0);
    }
}
