package tv.mux.index;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tv.mux.media.Stamp;
import tv.mux.model.InputProgress;
import tv.mux.model.Playhead;
import tv.mux.model.Segment;

/**
 * The segment index: the published segments of the stream, and everything that the next leader needs to continue it.
 * Immutable; {@link IndexChange} makes the next version.
 *
 * @param format version of the JSON format of this record
 * @param term term of the leader that may append; never decreases
 * @param node node id of the leader
 * @param shape properties of the stream that never change
 * @param nextMsn media sequence number of the next segment
 * @param listedUpTo segments with lower numbers may be listed in playlists, because their append was acknowledged; if
 *     it is missing, as in an index of release 0.1, all segments may be listed
 * @param discontinuity discontinuity sequence number of the last segment, or of the first if there is none yet
 * @param nextDateMs media time at which the next segment begins, milliseconds since the epoch
 * @param dueAtMs when the next segment is due by the leader's clock, milliseconds since the epoch; 0 if unknown
 * @param timeLine time stamps and continuity counters at the end of the output
 * @param playhead the last event of the scheduler; null if there was none
 * @param progress how far each input was published, by URL
 * @param segments the segments that are kept, oldest first
 * @param renditions properties of each rendition for the master playlist; empty in copy mode
 */
public record StreamIndex(
        int format,
        long term,
        String node,
        StreamShape shape,
        long nextMsn,
        long listedUpTo,
        long discontinuity,
        long nextDateMs,
        long dueAtMs,
        TimeLine timeLine,
        Playhead playhead,
        @JsonProperty("shown") Map<String, InputProgress> progress,
        List<Segment> segments,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RenditionFacts> renditions) {

    /** The format of a stream with several renditions. A stream in copy mode has format 1, which release 0.1 reads. */
    public static final int FORMAT = 2;

    public StreamIndex {
        format = shape != null && shape.adaptive() ? FORMAT : 1;
        listedUpTo = listedUpTo == 0 ? nextMsn : listedUpTo;
        progress = Map.copyOf(progress);
        segments = List.copyOf(segments);
        renditions = renditions == null ? List.of() : List.copyOf(renditions);
    }

    /** The properties of a rendition for the master playlist. */
    public RenditionFacts rendition(int number) {
        return number < renditions.size() ? renditions.get(number) : RenditionFacts.NONE;
    }

    /**
     * The state of the output's time stamps and continuity counters after the last segment.
     *
     * @param run the run of the last segment; empty if there is none
     * @param ordinal the number of the last segment in its run; -1 if there is none
     * @param shift 90 kHz ticks that were added to the time stamps of the last segment
     * @param end end of the output, audio or video, whichever is later; 90 kHz ticks modulo 2^33
     * @param counters the last continuity counter of each packet id; those of rendition n have n * 8192 added
     */
    public record TimeLine(String run, int ordinal, long shift, long end, Map<Integer, Integer> counters) {
        /** The state before the first segment. Time stamps start at 10 s, so that none before the first is negative. */
        public static final TimeLine START = new TimeLine("", -1, 0, 10 * Stamp.HZ, Map.of());

        public TimeLine {
            counters = Map.copyOf(counters);
        }
    }

    /** The segments that players may request, oldest first. */
    public List<Segment> listed() {
        int unlisted = (int) (nextMsn - Math.min(nextMsn, listedUpTo));
        return segments.subList(0, Math.max(0, segments.size() - unlisted));
    }

    /** The segments in the playlist: the last {@code listSize} of {@link #listed}. */
    public List<Segment> window() {
        List<Segment> listed = listed();
        return listed.subList(Math.max(0, listed.size() - shape.listSize()), listed.size());
    }

    /** A copy with changes. */
    StreamIndex with(Consumer<IndexDraft> changes) {
        IndexDraft next = new IndexDraft(this);
        changes.accept(next);
        return next.build();
    }

    /** A copy in which the segments with numbers below {@code upTo} are listed. */
    public StreamIndex withListedUpTo(long upTo) {
        return with(next -> next.listedUpTo = Math.max(listedUpTo, Math.min(upTo, nextMsn)));
    }

    /**
     * A copy without segments that starts after numbers and dates which players have seen, so that no number is used
     * twice although the segments with these numbers are lost.
     */
    StreamIndex restartedAfter(long msn, long number, long dateMs) {
        return with(next -> {
            next.nextMsn = msn;
            next.listedUpTo = msn;
            next.discontinuity = Math.max(discontinuity, number);
            next.nextDateMs = Math.max(nextDateMs, dateMs);
            next.timeLine = new TimeLine("", -1, 0, timeLine.end(), timeLine.counters());
            next.segments = List.of();
        });
    }

    /** Whether this index has a later term than another, or the same term and more segments. */
    public boolean newerThan(StreamIndex other) {
        return term != other.term() ? term > other.term() : nextMsn > other.nextMsn();
    }
}
