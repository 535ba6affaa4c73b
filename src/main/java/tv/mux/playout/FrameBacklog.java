package tv.mux.playout;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The frames that wait to be sent; where there are too many the oldest go. Pure. */
public final class FrameBacklog {
    private final int most;
    private final Deque<byte[]> frames = new ArrayDeque<>();
    public long dropped;

    /** Empty, for so many frames at most. */
    public FrameBacklog(int most) {
        this.most = most;
    }

    /** Puts a frame behind the others. */
    public void add(byte[] frame) {
        frames.add(frame);
        keep(most);
    }

    /** The oldest frame, taken out; empty when there is none. */
    public Optional<byte[]> next() {
        return Optional.ofNullable(frames.poll());
    }

    /** Drops all but the newest. */
    public void keep(int newest) {
        while (frames.size() > newest) {
            frames.remove();
            dropped++;
        }
    }

    public boolean isEmpty() {
        return frames.isEmpty();
    }

    /** How many frames were dropped so far. */
    public long dropped() {
        return dropped;
    }
}
