package tv.mux.playout;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A bounded queue of frames that wait to be sent. A full queue drops its oldest frames. Pure. */
public final class FrameBacklog {
    private final int maximum;
    private final Deque<byte[]> frames = new ArrayDeque<>();
    private long dropped;

    /**
     * Creates an empty queue.
     *
     * @param maximum the maximum number of frames
     */
    public FrameBacklog(int maximum) {
        this.maximum = maximum;
    }

    /** Appends a frame. */
    public void add(byte[] frame) {
        frames.add(frame);
        keep(maximum);
    }

    /** Removes and returns the oldest frame; empty if there is none. */
    public Optional<byte[]> next() {
        return Optional.ofNullable(frames.poll());
    }

    /** Drops all but the newest frames. */
    public void keep(int newest) {
        while (frames.size() > newest) {
            frames.remove();
            dropped++;
        }
    }

    public boolean isEmpty() {
        return frames.isEmpty();
    }

    /** The number of frames dropped so far. */
    public long dropped() {
        return dropped;
    }
}
