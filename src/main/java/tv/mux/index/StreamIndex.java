package tv.mux.index;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tv.mux.media.Stamp;
import tv.mux.model.InputProgress;
import tv.mux.model.Playhead;
import tv.mux.model.Segment;

/**
 * All that is known of a stream: the segments still kept, in the order of their numbers, and everything a successor
 * needs to go on. Append-only; never changed, only replaced by its next version, which {@link IndexDraft} makes.
 *
 * @param format the version of this record's JSON form
 * @param term the term of the leader who may append; only ever rising
 * @param node the leader's node id
 * @param shape what is fixed at the stream's birth
 * @param nextMsn the media sequence number of the next segment
 * @param listedUpTo the segments with lower numbers may be listed: that they are in the log was acknowledged. Where it
 *     is missing, as release 0.1 wrote it, all may
 * @param discontinuity the discontinuity sequence number of the last segment, or of the first one to come
 * @param dueAtMs when the next segment is due, milliseconds since the epoch by the leader's clock; 0 when not known
 * @param nextDateMs when the next segment begins in the stream's own time, milliseconds since the epoch
 * @param timeLine where the output's time stamps and counters stand
 * @param playhead what the scheduler said last; null when it never did
 * @param shown how far each input was published, by its address
 * @param segments the segments kept, oldest first
 * @param renditions what every rendition has shown so far; empty in copy mode
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
        Map<String, InputProgress> shown,
        List<Segment> segments,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RenditionFacts> renditions) {

    /** The latest format: a stream of several renditions. One of the source alone is written as release 0.1 knew it. */
    public static final int FORMAT = 2;

    public StreamIndex {
        format = shape != null && shape.adaptive() ? FORMAT : 1;
        listedUpTo = listedUpTo == 0 ? nextMsn : listedUpTo;
        shown = Map.copyOf(shown);
        segments = List.copyOf(segments);
        renditions = renditions == null ? List.of() : List.copyOf(renditions);
    }

    /** What a rendition has shown so far. */
    public RenditionFacts rendition(int number) {
        return number < renditions.size() ? renditions.get(number) : RenditionFacts.NOTHING;
    }

    /**
     * Where the output's time stamps stand.
     *
     * @param run the run published last; empty when none was
     * @param ordinal the number in that run of the cut published last; -1 when none was
     * @param shift ticks of 90 kHz that its stamps are moved by
     * @param end where the output ends: the later of audio and video, ticks modulo 2^33
     * @param counters the last continuity counter of each packet id
     */
    public record TimeLine(String run, int ordinal, long shift, long end, Map<Integer, Integer> counters) {
        /** Where the output's stamps begin: late enough that none before the first picture is negative. */
        public static final TimeLine BIRTH = new TimeLine("", -1, 0, 10 * Stamp.HZ, Map.of());

        public TimeLine {
            counters = Map.copyOf(counters);
        }
    }

    /** The segments that may be fetched, oldest first. */
    public List<Segment> listed() {
        int unlisted = (int) (nextMsn - Math.min(nextMsn, listedUpTo));
        return segments.subList(0, Math.max(0, segments.size() - unlisted));
    }

    /** What the playlist lists: the last {@code listSize} of them. */
    public List<Segment> window() {
        List<Segment> listed = listed();
        return listed.subList(Math.max(0, listed.size() - shape.listSize()), listed.size());
    }

    /** The next version: as this one, but for what is changed of it. */
    StreamIndex with(Consumer<IndexDraft> changes) {
        IndexDraft next = new IndexDraft(this);
        changes.accept(next);
        return next.build();
    }

    /** With the segments below a number listed. */
    public StreamIndex withListedUpTo(long upTo) {
        return with(next -> next.listedUpTo = Math.max(listedUpTo, Math.min(upTo, nextMsn)));
    }

    /**
     * Beginning anew behind numbers and dates that somebody has seen, where the segments that had them are lost:
     * nothing that was ever shown is used again.
     */
    StreamIndex behind(long msn, long number, long dateMs) {
        return with(next -> {
            next.nextMsn = msn;
            next.listedUpTo = msn;
            next.discontinuity = Math.max(discontinuity, number);
            next.nextDateMs = Math.max(nextDateMs, dateMs);
            next.timeLine = new TimeLine("", -1, 0, timeLine.end(), timeLine.counters());
            next.segments = List.of();
        });
    }

    /** Whether it tells more than another: of a later term, or of more of the same. */
    public boolean newerThan(StreamIndex other) {
        return term != other.term() ? term > other.term() : nextMsn > other.nextMsn();
    }
}
