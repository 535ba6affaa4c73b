package tv.mux.index;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import tv.mux.config.Variant;
import tv.mux.media.Stamp;
import tv.mux.model.InputProgress;
import tv.mux.model.Segment;

/**
 * Validates a log entry: the range of each field, and the order of sequence numbers and dates. Each entry is
 * validated when it is read from disk, from another node or from the shared map, and before it is written. Performs
 * no I/O.
 */
public final class IndexRules {
    /** The highest media sequence number. The first number is seconds since the epoch; this lasts 30,000 years. */
    static final long MAX_MSN = 1L << 40;

    /** The highest discontinuity sequence number. hls.js walks an array of this length. */
    static final long MAX_DISCONTINUITY = 1L << 24;

    /** The end of the year 9999, the last year that RFC 3339 can represent. */
    static final long MAX_TIME_MS = 253_402_300_799_999L;

    private static final int MAX_TARGET_SECONDS = 60;
    private static final int MAX_LIST = 1_000;
    private static final int MAX_RENDITIONS = 9;
    private static final int MAX_SEGMENTS = 100_000;
    private static final int MAX_INPUTS = 1_000;
    private static final long MAX_CRC = 0xFFFF_FFFFL;
    private static final long STAMPS = 1L << 33;
    private static final int PIDS = 0x2000;
    private static final int MAX_COUNTER = 15;
    private static final int MAX_SIDE = 1 << 16;
    private static final long MAX_RATE = 1L << 40;
    private static final Pattern CODEC = Pattern.compile("[A-Za-z0-9._-]{0,64}");

    private IndexRules() {}

    /**
     * Checks an entry.
     *
     * @throws IllegalArgumentException if a field is invalid; the message has the field, its value and the allowed
     *     values
     */
    static void check(StreamIndex entry) {
        shape(entry.shape());
        within("term", entry.term(), 0, MAX_TIME_MS);
        within("nextMsn", entry.nextMsn(), 0, MAX_MSN);
        within(
                "listedUpTo",
                entry.listedUpTo(),
                entry.nextMsn() - entry.segments().size(),
                entry.nextMsn());
        within("discontinuity", entry.discontinuity(), 0, MAX_DISCONTINUITY);
        within("nextDateMs", entry.nextDateMs(), 0, MAX_TIME_MS);
        within("dueAtMs", entry.dueAtMs(), 0, MAX_TIME_MS);
        require(entry.node() != null, "node is missing");
        segments(entry);
        timeLine(entry);
        require(
                entry.playhead() == null
                        || (entry.playhead().head() != null && entry.playhead().name() != null),
                "playhead has no head or no name");
        within("the number of shown", entry.shown().size(), 0, MAX_INPUTS);
        for (InputProgress shown : entry.shown().values()) {
            within("longestCutMs", shown.longestSegmentMs(), 0, MAX_TIME_MS);
        }
        renditions(entry);
    }

    private static void shape(StreamShape shape) {
        int rungs = shape.ladder().size();
        require(
                Set.of("copy", StreamShape.ABR).contains(shape.mode()),
                "shape.mode=" + shape.mode() + ": copy and abr are allowed");
        within("shape.targetDurationSeconds", shape.targetDurationSeconds(), 1, MAX_TARGET_SECONDS);
        within("shape.listSize", shape.listSize(), 1, MAX_LIST);
        within("shape.renditions", shape.renditions(), 1, MAX_RENDITIONS);
        require(
                shape.renditions() == 1 + rungs,
                "shape.renditions=" + shape.renditions() + ": it must be 1 and the " + rungs + " of shape.ladder");
        Set<Integer> heights = new HashSet<>();
        for (Variant rung : shape.ladder()) {
            within("height", rung.height(), 1, MAX_SIDE);
            within("width", rung.width(), 0, MAX_SIDE);
            within("videoBitrate", rung.videoBitrate(), 1, MAX_RATE);
            within("audioBitrate", rung.audioBitrate(), 1, MAX_RATE);
            require(heights.add(rung.height()), "shape.ladder has height " + rung.height() + " twice");
        }
    }

    private static void segments(StreamIndex entry) {
        List<Segment> segments = entry.segments();
        within("the number of segments", segments.size(), 0, MAX_SEGMENTS);
        Segment before = null;
        for (Segment segment : segments) {
            segment(entry, segment);
            if (before != null) {
                next("msn", segment.msn(), before.msn() + 1);
                next(
                        "discontinuity",
                        segment.discontinuity(),
                        before.discontinuity() + (segment.discontinuous() ? 1 : 0));
                next("dateMs", segment.dateMs(), before.dateMs() + before.durationMs());
                within("term", segment.term(), before.term(), entry.term());
            }
            before = segment;
        }
        if (before != null) {
            next("nextMsn", entry.nextMsn(), before.msn() + 1);
            next("discontinuity", entry.discontinuity(), before.discontinuity());
            next("nextDateMs", entry.nextDateMs(), before.dateMs() + before.durationMs());
        }
    }

    private static void segment(StreamIndex entry, Segment segment) {
        int renditions = entry.shape().renditions();
        within("msn", segment.msn(), 0, MAX_MSN);
        within("discontinuity", segment.discontinuity(), 0, MAX_DISCONTINUITY);
        within("dateMs", segment.dateMs(), 0, MAX_TIME_MS);
        // EXTINF, rounded to the nearest second, must not exceed the target duration (RFC 8216 §4.3.3.1).
        within("durationMs", segment.durationMs(), 0, entry.shape().targetDurationSeconds() * 1000L + 500);
        within("term", segment.term(), 0, entry.term());
        run(segment.run());
        require(
                segment.head() != null && segment.title() != null,
                "segment " + segment.msn() + " has no head or title");
        within("the number of bytes", segment.bytes().size(), renditions, renditions);
        all("bytes", segment.bytes(), 1, Integer.MAX_VALUE);
        if (!segment.checksums().isEmpty()) {
            within("the number of checksums", segment.checksums().size(), renditions, renditions);
            all("checksums", segment.checksums(), 0, MAX_CRC);
        }
    }

    private static void timeLine(StreamIndex entry) {
        StreamIndex.TimeLine line = entry.timeLine();
        if (!Objects.equals(line.run(), "")) {
            run(line.run());
        }
        if (!entry.segments().isEmpty()) {
            String last = entry.segments().get(entry.segments().size() - 1).run();
            require(line.run().equals(last), "timeLine.run=" + line.run() + ": the last segment's is " + last);
        }
        within("timeLine.ordinal", line.ordinal(), -1, Integer.MAX_VALUE);
        within("timeLine.shift", line.shift(), -STAMPS, STAMPS);
        within("timeLine.end", line.end(), 0, STAMPS - 1);
        line.counters().forEach((pid, counter) -> {
            within("timeLine.counters", pid, 0, MAX_RENDITIONS * PIDS - 1L);
            within("timeLine.counters", counter, 0, MAX_COUNTER);
        });
    }

    private static void renditions(StreamIndex entry) {
        if (!entry.renditions().isEmpty()) {
            int renditions = entry.shape().renditions();
            within("the number of renditions", entry.renditions().size(), renditions, renditions);
        }
        for (RenditionFacts rendition : entry.renditions()) {
            within("peak", rendition.peak(), 0, MAX_RATE);
            codec(rendition.video());
            codec(rendition.audio());
            within("width", rendition.width(), 0, MAX_SIDE);
            within("height", rendition.height(), 0, MAX_SIDE);
            within("milliFrames", rendition.milliFrames(), 0, Stamp.HZ * 1000L);
        }
    }

    /** Checks a codec. The master playlist contains the codec between quotation marks, so it must not contain any. */
    private static void codec(String codec) {
        require(
                codec != null && CODEC.matcher(codec).matches(),
                "codec=" + codec + ": it must be letters, digits, ., - and _");
    }

    public static void run(String run) {
        require(Segment.isRun(run), "run=" + run + ": it must be 1 to 40 letters, digits, - and _");
    }

    private static void all(String field, Collection<Long> values, long least, long most) {
        values.forEach(value -> within(field, value, least, most));
    }

    private static void next(String field, long value, long expected) {
        require(value == expected, field + "=" + value + ": what is before it makes it " + expected);
    }

    private static void within(String field, long value, long least, long most) {
        require(value >= least && value <= most, field + "=" + value + ": it must be from " + least + " to " + most);
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
