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
 * Validates an index: the range of each field, and the order of sequence numbers and dates. Each index is validated
 * when it is read from disk, from another node or from the shared map, and before it is written.
 */
public final class IndexRules {
    /** The highest media sequence number. Numbers start at the seconds since the epoch, which lasts 30,000 years. */
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
    private static final long TIME_STAMPS = 1L << 33;
    private static final int PIDS = 0x2000;
    private static final int MAX_COUNTER = 15;
    private static final int MAX_SIDE = 1 << 16;
    private static final long MAX_RATE = 1L << 40;
    private static final Pattern CODEC = Pattern.compile("[A-Za-z0-9._-]{0,64}");

    private IndexRules() {}

    /**
     * Checks an index.
     *
     * @throws IllegalArgumentException if a field is invalid; the message has the field, its value and the allowed
     *     values
     */
    static void check(StreamIndex index) {
        shape(index.shape());
        within("term", index.term(), 0, MAX_TIME_MS);
        within("nextMsn", index.nextMsn(), 0, MAX_MSN);
        within(
                "listedUpTo",
                index.listedUpTo(),
                index.nextMsn() - index.segments().size(),
                index.nextMsn());
        within("discontinuity", index.discontinuity(), 0, MAX_DISCONTINUITY);
        within("nextDateMs", index.nextDateMs(), 0, MAX_TIME_MS);
        within("dueAtMs", index.dueAtMs(), 0, MAX_TIME_MS);
        require(index.node() != null, "node is missing");
        segments(index);
        timeLine(index);
        require(
                index.playhead() == null
                        || (index.playhead().head() != null && index.playhead().name() != null),
                "playhead has no head or no name");
        within("the number of shown", index.progress().size(), 0, MAX_INPUTS);
        for (InputProgress input : index.progress().values()) {
            within("longestCutMs", input.longestSegmentMs(), 0, MAX_TIME_MS);
        }
        renditions(index);
    }

    private static void shape(StreamShape shape) {
        int ladderSize = shape.ladder().size();
        require(
                Set.of("copy", StreamShape.ABR).contains(shape.mode()),
                "shape.mode=" + shape.mode() + ": copy and abr are allowed");
        within("shape.targetDurationSeconds", shape.targetDurationSeconds(), 1, MAX_TARGET_SECONDS);
        within("shape.listSize", shape.listSize(), 1, MAX_LIST);
        within("shape.renditions", shape.renditions(), 1, MAX_RENDITIONS);
        require(
                shape.renditions() == 1 + ladderSize,
                "shape.renditions=" + shape.renditions() + ": it must be 1 and the " + ladderSize + " of shape.ladder");
        Set<Integer> heights = new HashSet<>();
        for (Variant variant : shape.ladder()) {
            within("height", variant.height(), 1, MAX_SIDE);
            within("width", variant.width(), 0, MAX_SIDE);
            within("videoBitrate", variant.videoBitrate(), 1, MAX_RATE);
            within("audioBitrate", variant.audioBitrate(), 1, MAX_RATE);
            require(heights.add(variant.height()), "shape.ladder has height " + variant.height() + " twice");
        }
    }

    private static void segments(StreamIndex index) {
        List<Segment> segments = index.segments();
        within("the number of segments", segments.size(), 0, MAX_SEGMENTS);
        Segment previous = null;
        for (Segment segment : segments) {
            segment(index, segment);
            if (previous != null) {
                next("msn", segment.msn(), previous.msn() + 1);
                next(
                        "discontinuity",
                        segment.discontinuity(),
                        previous.discontinuity() + (segment.discontinuous() ? 1 : 0));
                next("dateMs", segment.dateMs(), previous.dateMs() + previous.durationMs());
                within("term", segment.term(), previous.term(), index.term());
            }
            previous = segment;
        }
        if (previous != null) {
            next("nextMsn", index.nextMsn(), previous.msn() + 1);
            next("discontinuity", index.discontinuity(), previous.discontinuity());
            next("nextDateMs", index.nextDateMs(), previous.dateMs() + previous.durationMs());
        }
    }

    private static void segment(StreamIndex index, Segment segment) {
        int renditions = index.shape().renditions();
        within("msn", segment.msn(), 0, MAX_MSN);
        within("discontinuity", segment.discontinuity(), 0, MAX_DISCONTINUITY);
        within("dateMs", segment.dateMs(), 0, MAX_TIME_MS);
        // EXTINF, rounded to the nearest second, must not exceed the target duration (RFC 8216 §4.3.3.1).
        within("durationMs", segment.durationMs(), 0, index.shape().targetDurationSeconds() * 1000L + 500);
        within("term", segment.term(), 0, index.term());
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

    private static void timeLine(StreamIndex index) {
        StreamIndex.TimeLine timeLine = index.timeLine();
        if (!Objects.equals(timeLine.run(), "")) {
            run(timeLine.run());
        }
        if (!index.segments().isEmpty()) {
            String last = index.segments().get(index.segments().size() - 1).run();
            require(timeLine.run().equals(last), "timeLine.run=" + timeLine.run() + ": the last segment's is " + last);
        }
        within("timeLine.ordinal", timeLine.ordinal(), -1, Integer.MAX_VALUE);
        within("timeLine.shift", timeLine.shift(), -TIME_STAMPS, TIME_STAMPS);
        within("timeLine.end", timeLine.end(), 0, TIME_STAMPS - 1);
        timeLine.counters().forEach((pid, counter) -> {
            within("timeLine.counters", pid, 0, MAX_RENDITIONS * PIDS - 1L);
            within("timeLine.counters", counter, 0, MAX_COUNTER);
        });
    }

    private static void renditions(StreamIndex index) {
        if (!index.renditions().isEmpty()) {
            int renditions = index.shape().renditions();
            within("the number of renditions", index.renditions().size(), renditions, renditions);
        }
        for (RenditionFacts rendition : index.renditions()) {
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

    /** Requires that a run id is valid. Run ids are part of file paths and URLs. */
    public static void run(String run) {
        require(Segment.isRun(run), "run=" + run + ": it must be 1 to 40 letters, digits, - and _");
    }

    private static void all(String field, Collection<Long> values, long minimum, long maximum) {
        values.forEach(value -> within(field, value, minimum, maximum));
    }

    private static void next(String field, long value, long expected) {
        require(value == expected, field + "=" + value + ": it must continue the sequence with " + expected);
    }

    private static void within(String field, long value, long minimum, long maximum) {
        require(
                value >= minimum && value <= maximum,
                field + "=" + value + ": it must be from " + minimum + " to " + maximum);
    }

    private static void require(boolean valid, String message) {
        if (!valid) {
            throw new IllegalArgumentException(message);
        }
    }
}
