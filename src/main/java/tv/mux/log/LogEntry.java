package tv.mux.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tv.mux.bus.Playhead;
import tv.mux.bus.Segment;
import tv.mux.bus.Shown;
import tv.mux.ts.Stamp;

/**
 * All that is known of a stream: the segments still kept, in the order of their numbers, and everything a successor needs
 * to go on. Append-only; never changed, only replaced by its next version.
 *
 * @param format the version of this record's JSON form
 * @param term the term of the leader who may append; only ever rising
 * @param node the leader's node id
 * @param shape what is fixed at the stream's birth
 * @param nextMsn the media sequence number of the next segment
 * @param discontinuity the discontinuity sequence number of the last segment, or of the first one to come
 * @param nextDateMs when the next segment begins in the stream's own time, milliseconds since the epoch
 * @param timeLine where the output's time stamps and counters stand
 * @param playhead what the scheduler said last; null when it never did
 * @param shown how far each input was published, by its address
 * @param segments the segments kept, oldest first
 * @param renditions what every rendition has shown so far; empty in copy mode
 */
public record LogEntry(
        int format,
        long term,
        String node,
        Shape shape,
        long nextMsn,
        long discontinuity,
        long nextDateMs,
        TimeLine timeLine,
        Playhead playhead,
        Map<String, Shown> shown,
        List<Segment> segments,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Rendition> renditions) {

    /** The format written today. */
    public static final int FORMAT = 1;

    /** Keeps what it is given. */
    public LogEntry {
        shown = Map.copyOf(shown);
        segments = List.copyOf(segments);
        renditions = renditions == null ? List.of() : List.copyOf(renditions);
    }

    /** Of a stream whose renditions have shown nothing yet. */
    public LogEntry(
            int format,
            long term,
            String node,
            Shape shape,
            long nextMsn,
            long discontinuity,
            long nextDateMs,
            TimeLine timeLine,
            Playhead playhead,
            Map<String, Shown> shown,
            List<Segment> segments) {
        this(
                format,
                term,
                node,
                shape,
                nextMsn,
                discontinuity,
                nextDateMs,
                timeLine,
                playhead,
                shown,
                segments,
                List.of());
    }

    /** What a rendition has shown so far. */
    public Rendition rendition(int number) {
        return number < renditions.size() ? renditions.get(number) : Rendition.NOTHING;
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

        /** Keeps what it is given. */
        public TimeLine {
            counters = Map.copyOf(counters);
        }
    }

    /** What the playlist lists: the last {@code listSize} segments. */
    public List<Segment> window() {
        return segments.subList(Math.max(0, segments.size() - shape.listSize()), segments.size());
    }

    /** The segments that are kept but no longer listed. */
    public Stream<Segment> past() {
        return segments.stream().limit(Math.max(0, segments.size() - shape.listSize()));
    }

    /** In another term. */
    LogEntry with(long newTerm, String leader) {
        return new LogEntry(
                FORMAT,
                newTerm,
                leader,
                shape,
                nextMsn,
                discontinuity,
                nextDateMs,
                timeLine,
                playhead,
                shown,
                segments,
                renditions);
    }

    /** With another word of the scheduler. */
    LogEntry with(Playhead said) {
        return new LogEntry(
                FORMAT,
                term,
                node,
                shape,
                nextMsn,
                discontinuity,
                nextDateMs,
                timeLine,
                said,
                shown,
                segments,
                renditions);
    }

    /** With other segments kept. */
    LogEntry with(List<Segment> kept) {
        return new LogEntry(
                FORMAT,
                term,
                node,
                shape,
                nextMsn,
                discontinuity,
                nextDateMs,
                timeLine,
                playhead,
                shown,
                kept,
                renditions);
    }
}
