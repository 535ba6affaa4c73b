package tv.mux.icecast;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The frames that wait to be sent; where there are too many the oldest go. Pure. */
final class Backlog {
    private final int most;
    private final Deque<byte[]> frames = new ArrayDeque<>();
    private long dropped;

    /** Empty, for so many frames at most. */
    Backlog(int most) {
        this.most = most;
    }

    /** Puts a frame behind the others. */
    void add(byte[] frame) {
        frames.add(frame);
        keep(most);
    }

    /** The oldest frame, taken out; empty when there is none. */
    Optional<byte[]> next() {
        return Optional.ofNullable(frames.poll());
    }

    /** Drops all but the newest. */
    void keep(int newest) {
        while (frames.size() > newest) {
            frames.remove();
            dropped++;
        }
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** How many frames were dropped so far. */
    long dropped() {
        return dropped;
    }
}
