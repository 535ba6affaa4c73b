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
 * Detects that an FFmpeg process is stuck. The process is stuck if it makes no progress for a while although it was fed
 * the key frame that ends its next segment, or although it has not read all it was fed. A process that encodes may be
 * slow, so it is not stuck while it uses the processor. Pure. Times are in milliseconds of a monotonic clock.
 */
final class StallDetector {
    /** Time between two checks. */
    static final long CHECK_MS = 250;

    /** Longest silence of a process that has made progress before. */
    static final long SILENCE_MS = 1_500;

    /** Longest silence of a process that is starting, as a busy machine starts processes slowly. */
    static final long STARTING_MS = 5_000;

    /** Longest time without progress for a process that uses the processor. */
    static final long NO_PROGRESS_MS = 60_000;

    private static final long TIME_DELTA_TICKS = RunCommand.TIME_DELTA.toMillis() * Stamp.HZ / 1000;

    private final long segmentTicks;
    private final int delay;
    /** Key frames that were fed, but not yet enough pictures after them. */
    private final Deque<Long> pendingKeys = new ArrayDeque<>();

    /** Number of the next segment, from 1. */
    private long nextSegment = 1;

    private long newestKey;
    /**
     * Ticks from the first frame to the newest key frame. Time stamps cannot be subtracted for this, as they wrap
     * around.
     */
    private long fedTicks;

    /** Whether the key frame at the beginning of the first segment was fed. */
    private boolean begun;

    /** Number of segments that the process can finish with what it was fed. */
    private long segmentsFed;

    private boolean hasVideo;
    private boolean hasReported;
    private String outTime = "";
    private long lastProgress;
    private long lastCpuUse;
    private long cpuTimeMs;
    private long lastCheck;
    private Long dueSince;
    private Long writingSince;

    /**
     * Creates the detector of one process.
     *
     * @param begin time stamp of the first frame that the run must publish
     * @param segmentTime intended duration of a segment: segment n ends at the first key frame after n times this
     *     duration, but not at the key frame at which the segment before ends
     * @param delay number of pictures that an encoder needs after a key frame before it writes that; 0 when copying
     */
    StallDetector(long begin, Duration segmentTime, int delay, long now) {
        this.segmentTicks = segmentTime.toMillis() * Stamp.HZ / 1000;
        this.delay = delay;
        this.newestKey = begin;
        this.lastProgress = now;
        this.lastCpuUse = now;
        this.lastCheck = now;
    }

    /** Writing of a piece to the process begins. */
    void writeStarted(Piece piece, long now) {
        piece.video().ifPresent(video -> {
            hasVideo = true;
            pendingKeys.addAll(video.keys());
            // The demuxer needs the beginning of the next frame to see that the key frame is complete.
            while (!pendingKeys.isEmpty()
                    && Stamp.minus(video.end(), pendingKeys.peekFirst()) > (2 + delay) * video.step()) {
                keyFrameFed(pendingKeys.removeFirst());
            }
        });
        if (!hasVideo) {
            // Without video, a segment may end at any frame.
            piece.media().flatMap(TsSegment::audio).ifPresent(audio -> keyFrameFed(audio.first()));
        }
        updateDue(now);
        writingSince = now;
    }

    /** The process has read the piece. */
    void writeCompleted() {
        writingSince = null;
    }

    private void keyFrameFed(long key) {
        long ticks = Stamp.minus(key, newestKey);
        if (ticks > 0 || (ticks == 0 && !begun)) {
            newestKey = key;
            fedTicks += ticks;
            // A key frame ends only one segment, however long the segment is. An audio frame may end several.
            while (begun && fedTicks >= (segmentsFed + 1) * segmentTicks - TIME_DELTA_TICKS) {
                segmentsFed++;
                if (hasVideo) {
                    break;
                }
            }
            begun = true;
        }
    }

    /** A segment of the process is finished. */
    void segmentFinished(int ordinal) {
        nextSegment = ordinal + 2L;
        dueSince = null;
        updateDue(lastProgress);
    }

    /** The process has announced a file. */
    void announced(long now) {
        hasReported = true;
        lastProgress = now;
    }

    /** The process reports its progress. Only a change of its output time counts. */
    void progress(StderrLine.Progress progress, long now) {
        hasReported = true;
        if (progress.key().equals("out_time_us") && !progress.value().equals(outTime)) {
            outTime = progress.value();
            lastProgress = now;
        }
    }

    /** Sets the processor time that the process has used so far, in milliseconds. */
    void cpuTime(long usedMs, long now) {
        if (usedMs > cpuTimeMs) {
            cpuTimeMs = usedMs;
            lastCpuUse = now;
        }
    }

    /** Returns why the process is stuck; empty if it is not, or if this service was paused itself. */
    Optional<String> stuck(long now) {
        boolean paused = now - lastCheck > 4 * CHECK_MS;
        lastCheck = now;
        if (paused) {
            lastProgress = now;
            lastCpuUse = now;
        }
        return silence(dueSince, now)
                .map(ms -> "FFmpeg was fed all it needs for its next segment, but has been silent for " + ms + " ms")
                .or(() -> silence(writingSince, now)
                        .map(ms -> "FFmpeg does not read its input, and has been silent for " + ms + " ms"));
    }

    /**
     * Returns how long the process has made no progress in milliseconds; empty if that is not too long.
     *
     * @param since from when progress is expected; null if none is expected
     */
    private Optional<Long> silence(Long since, long now) {
        if (since == null) {
            return Optional.empty();
        }
        long silent = now - Math.max(since, lastProgress);
        long idle = delay == 0 ? silent : now - Math.max(Math.max(since, lastProgress), lastCpuUse);
        boolean stuck = idle > (hasReported ? SILENCE_MS : STARTING_MS) || silent > NO_PROGRESS_MS;
        return stuck ? Optional.of(silent) : Optional.empty();
    }

    private void updateDue(long now) {
        if (dueSince == null && segmentsFed >= nextSegment) {
            dueSince = now;
        }
    }
}
