package tv.mux.ladder;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import tv.mux.process.StderrLine;

/**
 * Measures how fast an input is encoded, from the progress reports of FFmpeg, over all runs of the input. Encoding is
 * too slow if there was always more to encode, but less media was encoded than time passed. Pure. Times are in
 * milliseconds of a monotonic clock.
 */
public final class EncoderSpeed {
    /** Encoding must be slower than real time for this long before it counts as slow. */
    public static final long WINDOW_MS = 30_000;

    /** A process that waited this long for input has encoded all it had. */
    static final long IDLE_MS = 250;

    /** Longest time between two runs of an input that count as one. */
    static final long MAX_GAP_MS = 5_000;

    /** Shortest time between two reports. */
    static final long REPORT_INTERVAL_MS = 600_000;

    /** A speed below this is too slow. Half-second progress reports limit the accuracy to 2 %. */
    private static final double SLOW = 0.98;

    private final Deque<Sample> samples = new ArrayDeque<>();
    private long encodedUs;
    private long lastOutUs = -1;
    private long busySince;
    private long lastEvent = Long.MIN_VALUE;
    private Long idleSince;
    private Long reportedAt;

    private record Sample(long at, long encodedUs) {}

    /** A process starts. Its progress counts from 0. */
    public void started(long now) {
        lastOutUs = -1;
        if (lastEvent == Long.MIN_VALUE || now - lastEvent > MAX_GAP_MS) {
            busySince = now;
        }
        idleSince = null;
        lastEvent = now;
    }

    /** Writing of input to the process begins. */
    public void writeStarted(long now) {
        if (idleSince != null && now - idleSince > IDLE_MS) {
            busySince = now;
        }
        idleSince = null;
        lastEvent = now;
    }

    /** The process has read all input and waits for more. */
    public void writeCompleted(long now) {
        idleSince = now;
        lastEvent = now;
    }

    /** The process reports its progress. */
    public void progress(StderrLine.Progress progress, long now) {
        if (!progress.key().equals("out_time_us") || !progress.value().matches("[0-9]{1,15}")) {
            return;
        }
        long outUs = Long.parseLong(progress.value());
        encodedUs += lastOutUs < 0 ? 0 : Math.max(0, outUs - lastOutUs);
        lastOutUs = outUs;
        lastEvent = now;
        samples.addLast(new Sample(now, encodedUs));
        while (samples.size() > 2 && now - samples.peekFirst().at() > WINDOW_MS) {
            samples.removeFirst();
        }
    }

    /** Encoded media time divided by elapsed time, over the last 30 s; empty before there are enough reports. */
    public OptionalDouble factor() {
        if (samples.size() < 2 || samples.peekLast().at() - samples.peekFirst().at() < WINDOW_MS / 3) {
            return OptionalDouble.empty();
        }
        double time = (samples.peekLast().at() - samples.peekFirst().at()) * 1000.0;
        return OptionalDouble.of(
                (samples.peekLast().encodedUs() - samples.peekFirst().encodedUs()) / time);
    }

    /** Whether encoding was slower than real time for the last 30 s. */
    public boolean isSlow(long now) {
        boolean busy = idleSince == null || now - idleSince <= IDLE_MS;
        return busy && now - busySince >= WINDOW_MS && factor().orElse(1) < SLOW;
    }

    /** Whether encoding is slow and that must be reported now, which is true once in ten minutes at most. */
    public boolean shouldReport(long now) {
        if (!isSlow(now) || (reportedAt != null && now - reportedAt < REPORT_INTERVAL_MS)) {
            return false;
        }
        reportedAt = now;
        return true;
    }
}
