package tv.mux.playout;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import tv.mux.model.Segment;

/** A queue of PCM from one decoder, with the positions where segments begin. Pure. */
public final class PcmSection {
    private static final int SILENCE_CHUNK_BYTES = 1 << 16;

    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private final Deque<SegmentStart> segmentStarts = new ArrayDeque<>();
    /** The number of bytes of the first chunk that were taken already. */
    private int offset;

    private long waitingBytes;
    /** Positions count samples since the beginning of the section. */
    private long playedPosition;

    private long appendedPosition;
    private boolean ended;

    private record SegmentStart(long position, Segment segment) {}

    /**
     * Announces that the audio of a segment is appended next.
     *
     * @param samples duration of that audio; 0 if {@link #silence} is called for the segment
     */
    public void startSegment(Segment segment, long samples) {
        segmentStarts.add(new SegmentStart(appendedPosition, segment));
        appendedPosition += samples;
    }

    /** Appends silence. */
    public void silence(long samples) {
        appendedPosition += samples;
        long bytes = samples * OutputFormat.SAMPLE_BYTES;
        while (bytes > 0) {
            byte[] zeros = new byte[(int) Math.min(bytes, SILENCE_CHUNK_BYTES)];
            append(zeros);
            bytes -= zeros.length;
        }
    }

    /** Appends decoded audio, which may end in the middle of a sample. Discards the audio after {@link #end}. */
    public void decoded(byte[] pcm) {
        if (!ended) {
            append(pcm);
        }
    }

    private void append(byte[] pcm) {
        chunks.add(pcm);
        waitingBytes += pcm.length;
    }

    /** Accepts no further audio. */
    public void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    /** The number of complete samples in the queue. */
    long waiting() {
        return waitingBytes / OutputFormat.SAMPLE_BYTES;
    }

    /**
     * Moves samples from the queue to a buffer.
     *
     * @param at offset in the buffer, in bytes
     * @param samples the maximum number of samples
     * @return the number of samples moved
     */
    int take(byte[] buffer, int at, int samples) {
        int bytes = (int) Math.min(samples, waiting()) * OutputFormat.SAMPLE_BYTES;
        int done = 0;
        while (done < bytes) {
            byte[] first = chunks.element();
            int part = Math.min(bytes - done, first.length - offset);
            System.arraycopy(first, offset, buffer, at + done, part);
            done += part;
            offset += part;
            if (offset == first.length) {
                chunks.remove();
                offset = 0;
            }
        }
        waitingBytes -= bytes;
        playedPosition += bytes / OutputFormat.SAMPLE_BYTES;
        return bytes / OutputFormat.SAMPLE_BYTES;
    }

    /**
     * Removes samples from the end of the queue.
     *
     * @param samples the maximum number of samples
     * @return the number of samples removed
     */
    long dropLast(long samples) {
        long dropped = Math.min(samples, waiting());
        long bytes = dropped * OutputFormat.SAMPLE_BYTES;
        waitingBytes -= bytes;
        appendedPosition -= dropped;
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
            segmentStarts.removeIf(start -> start.position() >= playedPosition + waiting());
        }
        return dropped;
    }

    /** The last segment whose first sample was taken since the previous call; empty if there is none. */
    Optional<Segment> startedSegment() {
        Segment segment = null;
        while (!segmentStarts.isEmpty() && segmentStarts.element().position() < playedPosition) {
            segment = segmentStarts.remove().segment();
        }
        return Optional.ofNullable(segment);
    }
}
