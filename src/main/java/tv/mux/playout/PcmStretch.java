package tv.mux.playout;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import tv.mux.model.Segment;

/** Plain audio that belongs together: what one decoder gives, and where in it which segment begins. Pure. */
public final class PcmStretch {
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private final Deque<Mark> marks = new ArrayDeque<>();
    /** Bytes of the first chunk that were played already. */
    private int offset;

    private long waitingBytes;
    private long played;
    private long expected;
    private boolean ended;

    private record Mark(long at, Segment segment) {}

    /** The segment's audio comes next, and lasts so many samples. */
    public void mark(Segment segment, long samples) {
        marks.add(new Mark(expected, segment));
        expected += samples;
    }

    /** Puts silence behind what is there. */
    public void silence(long samples) {
        expected += samples;
        long bytes = samples * PcmFormat.SAMPLE_BYTES;
        while (bytes > 0) {
            byte[] zeros = new byte[(int) Math.min(bytes, 1 << 16)];
            append(zeros);
            bytes -= zeros.length;
        }
    }

    /** Puts what was decoded behind what is there; it may end in the middle of a sample. */
    public void offer(byte[] pcm) {
        if (!ended) {
            append(pcm);
        }
    }

    private void append(byte[] pcm) {
        chunks.add(pcm);
        waitingBytes += pcm.length;
    }

    /** No more will come; what comes all the same is left out. */
    public void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    /** Whole samples that wait to be played. */
    long waiting() {
        return waitingBytes / PcmFormat.SAMPLE_BYTES;
    }

    /** Moves up to so many samples into a buffer; says how many. */
    int take(byte[] into, int at, int samples) {
        int wanted = (int) Math.min(samples, waiting()) * PcmFormat.SAMPLE_BYTES;
        int done = 0;
        while (done < wanted) {
            byte[] first = chunks.element();
            int part = Math.min(wanted - done, first.length - offset);
            System.arraycopy(first, offset, into, at + done, part);
            done += part;
            offset += part;
            if (offset == first.length) {
                chunks.remove();
                offset = 0;
            }
        }
        waitingBytes -= wanted;
        played += wanted / PcmFormat.SAMPLE_BYTES;
        return wanted / PcmFormat.SAMPLE_BYTES;
    }

    /** Leaves out up to so many samples of what waits, the last first; says how many. */
    long dropLast(long samples) {
        long dropped = Math.min(samples, waiting());
        long bytes = dropped * PcmFormat.SAMPLE_BYTES;
        waitingBytes -= bytes;
        expected -= dropped;
        while (bytes > 0) {
            byte[] last = chunks.removeLast();
            int from = chunks.isEmpty() ? offset : 0;
            int length = last.length - from;
            if (length <= bytes) {
                bytes -= length;
                offset = chunks.isEmpty() ? 0 : offset;
            } else {
                chunks.addLast(Arrays.copyOf(last, last.length - (int) bytes));
                bytes = 0;
            }
        }
        if (dropped > 0) {
            marks.removeIf(mark -> mark.at() >= played + waiting());
        }
        return dropped;
    }

    /** The last segment that has begun to play since this was asked last. */
    Optional<Segment> begun() {
        Segment segment = null;
        while (!marks.isEmpty() && marks.element().at() < played) {
            segment = marks.remove().segment();
        }
        return Optional.ofNullable(segment);
    }
}
