package tv.mux.ladder;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import tv.mux.process.StderrLine;

/**
 * How fast an input is encoded, by what its children say of their progress, run after run. Slower than real time it is
 * where there was always more to encode, and yet less came out than time passed. Pure; times are milliseconds of a
 * monotonic clock.
 */
public final class EncoderSpeed {
    /** For so long it must have been too slow until that is said. */
    public static final long WINDOW_MS = 30_000;

    /** A child that waited for its input for so long has kept up. */
    static final long IDLE_MS = 250;

    /** Between two runs of an input that is encoded all along no more time passes. */
    static final long GAP_MS = 5_000;

    /** What was said is said again at the earliest after so long. */
    static final long AGAIN_MS = 600_000;

    /** Progress is told twice a second: so exact is the measure. */
    private static final double SLOW = 0.98;

    private final Deque<Sample> samples = new ArrayDeque<>();
    private long encodedUs;
    private long lastOutUs = -1;
    private long busySince;
    private long lastAt = Long.MIN_VALUE;
    private Long idleSince;
    private Long toldAt;

    private record Sample(long at, long encodedUs) {}

    /** A child is about to be fed: it counts from nothing. */
    public void begins(long now) {
        lastOutUs = -1;
        if (lastAt == Long.MIN_VALUE || now - lastAt > GAP_MS) {
            busy(now);
        }
        idleSince = null;
        lastAt = now;
    }

    /** A piece is given to the child. */
    public void giving(long now) {
        if (idleSince != null && now - idleSince > IDLE_MS) {
            busy(now);
        }
        idleSince = null;
        lastAt = now;
    }

    private void busy(long now) {
        busySince = now;
    }

    /** The child has taken all of it, and waits for more. */
    public void taken(long now) {
        idleSince = now;
        lastAt = now;
    }

    /** The child said how far it is. */
    public void progress(StderrLine.Progress progress, long now) {
        if (!progress.key().equals("out_time_us") || !progress.value().matches("[0-9]{1,15}")) {
            return;
        }
        long outUs = Long.parseLong(progress.value());
        encodedUs += lastOutUs < 0 ? 0 : Math.max(0, outUs - lastOutUs);
        lastOutUs = outUs;
        lastAt = now;
        samples.addLast(new Sample(now, encodedUs));
        while (samples.size() > 2 && now - samples.peekFirst().at() > WINDOW_MS) {
            samples.removeFirst();
        }
    }

    /**
     * Media encoded over time passed, in the last half minute: 1 where it keeps up. Empty where little is known yet.
     */
    public OptionalDouble factor() {
        if (samples.size() < 2 || samples.peekLast().at() - samples.peekFirst().at() < WINDOW_MS / 3) {
            return OptionalDouble.empty();
        }
        double time = (samples.peekLast().at() - samples.peekFirst().at()) * 1000.0;
        return OptionalDouble.of(
                (samples.peekLast().encodedUs() - samples.peekFirst().encodedUs()) / time);
    }

    /** Whether it was slower than real time for the last half minute. */
    public boolean slow(long now) {
        boolean busy = idleSince == null || now - idleSince <= IDLE_MS;
        return busy && now - busySince >= WINDOW_MS && factor().orElse(1) < SLOW;
    }

    /** Whether it is slow, and that is to be said now: once, and not again for a while. */
    public boolean worthTelling(long now) {
        if (!slow(now) || (toldAt != null && now - toldAt < AGAIN_MS)) {
            return false;
        }
        toldAt = now;
        return true;
    }
}
