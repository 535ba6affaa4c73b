package tv.mux.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import tv.mux.ladder.RunCommand;
import tv.mux.media.Stamp;
import tv.mux.normalise.Piece;
import tv.mux.process.StderrLine;
import tv.mux.ts.TsSegment;

/**
 * Knows when a child is stuck: it was fed past the key frame that finishes its next cut, or has not taken what it was
 * given, and then for a while neither announced anything nor moved. One that encodes may be slow: while it works, it is
 * not stuck. Pure; times are milliseconds of a monotonic clock.
 */
final class StallDetector {
    /** How often to look. */
    static final long LOOK_MS = 250;

    /** Silence of a child that has shown signs of life. */
    static final long SILENT_MS = 1_500;

    /** Silence of one that is just starting: a busy machine takes its time. */
    static final long STARTING_MS = 5_000;

    /** Work without any result. */
    static final long FRUITLESS_MS = 60_000;

    private static final long TIME_DELTA_TICKS = RunCommand.TIME_DELTA.toMillis() * Stamp.HZ / 1000;

    private final long segmentTicks;
    private final int delay;
    /** Key frames that were fed, and not yet enough behind them. */
    private final Deque<Long> pending = new ArrayDeque<>();

    private long cutsDue = 1;
    private long newestKey;
    /**
     * From the first frame wanted to the newest key frame, ticks; counted up, as stamps compare over half a day only.
     */
    private long fedTicks;

    /** Whether the key frame that the first cut begins with was fed. */
    private boolean begun;

    /** How many cuts what was fed finishes. */
    private long cutsFed;

    private boolean hasVideo;
    private boolean alive;
    private String position = "";
    private long lastSign;
    private long lastWork;
    private long worked;
    private long lastLook;
    private Long dueSince;
    private Long givenSince;

    /**
     * For a run.
     *
     * @param begin the stamp of the first frame wanted
     * @param segmentTime how long a cut is meant to last: the n-th ends at the first key frame from
     *     n times that on, and not where the one before does
     * @param delay how many pictures behind a key frame its encoders need until it comes out; 0 where all is copied
     */
    StallDetector(long begin, Duration segmentTime, int delay, long now) {
        this.segmentTicks = segmentTime.toMillis() * Stamp.HZ / 1000;
        this.delay = delay;
        this.newestKey = begin;
        this.lastSign = now;
        this.lastWork = now;
        this.lastLook = now;
    }

    /** A piece is given to the child. */
    void fed(Piece piece, long now) {
        piece.video().ifPresent(video -> {
            hasVideo = true;
            pending.addAll(video.keys());
            // The frame behind the key frame shows the demuxer that the key frame is whole.
            while (!pending.isEmpty() && Stamp.minus(video.end(), pending.peekFirst()) > (2 + delay) * video.step()) {
                reached(pending.removeFirst());
            }
        });
        if (!hasVideo) {
            // Audio alone is cut at any frame.
            piece.media().flatMap(TsSegment::audio).ifPresent(audio -> reached(audio.first()));
        }
        arm(now);
    }

    /** The piece's bytes are on their way. */
    void giving(long now) {
        givenSince = now;
    }

    /** The child has taken all of them. */
    void taken() {
        givenSince = null;
    }

    private void reached(long key) {
        long further = Stamp.minus(key, newestKey);
        if (further > 0 || (further == 0 && !begun)) {
            newestKey = key;
            fedTicks += further;
            // A key frame finishes one cut at most, however far it lies behind the one before.
            while (begun && fedTicks >= (cutsFed + 1) * segmentTicks - TIME_DELTA_TICKS) {
                cutsFed++;
                if (hasVideo) {
                    break;
                }
            }
            begun = true;
        }
    }

    /** A cut was taken. */
    void cut(int ordinal) {
        cutsDue = ordinal + 2L;
        dueSince = null;
        arm(lastSign);
    }

    /** A file was announced. */
    void announced(long now) {
        alive = true;
        lastSign = now;
    }

    /** It said how far it is. */
    void progress(StderrLine.Progress progress, long now) {
        alive = true;
        if (progress.key().equals("out_time_us") && !progress.value().equals(position)) {
            position = progress.value();
            lastSign = now;
        }
    }

    /** How much processor time it has used so far, milliseconds. */
    void worked(long usedMs, long now) {
        if (usedMs > worked) {
            worked = usedMs;
            lastWork = now;
        }
    }

    /** Why it is stuck; empty when it is not, or when we ourselves were paused. */
    Optional<String> stuck(long now) {
        boolean paused = now - lastLook > 4 * LOOK_MS;
        lastLook = now;
        if (paused) {
            lastSign = now;
            lastWork = now;
        }
        return silence(dueSince, now)
                .map(ms -> "FFmpeg was fed all it needs for its next cut, and has been silent for " + ms + " ms")
                .or(() -> silence(givenSince, now)
                        .map(ms -> "FFmpeg takes nothing any more, and has been silent for " + ms + " ms"));
    }

    /** For how long it should have given a sign and has not, milliseconds, where that is too long. */
    private Optional<Long> silence(Long since, long now) {
        if (since == null) {
            return Optional.empty();
        }
        long silent = now - Math.max(since, lastSign);
        long idle = delay == 0 ? silent : now - Math.max(Math.max(since, lastSign), lastWork);
        boolean stuck = idle > (alive ? SILENT_MS : STARTING_MS) || silent > FRUITLESS_MS;
        return stuck ? Optional.of(silent) : Optional.empty();
    }

    private void arm(long now) {
        if (dueSince == null && cutsFed >= cutsDue) {
            dueSince = now;
        }
    }
}
