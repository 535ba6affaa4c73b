package tv.mux.log;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tv.mux.bus.Playhead;
import tv.mux.bus.Segment;
import tv.mux.bus.Shown;

/**
 * A change of the log: from one version of the entry to the next, wherever the entry lives. What may not be is refused
 * with an {@link IllegalStateException} that says why; then nothing has changed.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Change.Office.class, name = "office"),
    @JsonSubTypes.Type(value = Change.Appended.class, name = "append"),
    @JsonSubTypes.Type(value = Change.Remembered.class, name = "remember"),
    @JsonSubTypes.Type(value = Change.Trimmed.class, name = "trim")
})
public sealed interface Change {

    /**
     * The next version.
     *
     * @param entry the present one; null before the stream's birth
     */
    LogEntry applied(LogEntry entry);

    /**
     * A leader takes office, under a term higher than any before; the stream is born where there is none yet.
     *
     * @param node the leader's node id
     * @param nowMs milliseconds since the epoch
     * @param shape the shape a new stream gets
     * @param kept what this node knew of the stream before it stopped; null when it knew nothing
     */
    record Office(String node, long nowMs, Shape shape, LogEntry kept) implements Change {
        /** The discontinuity sequence must stay small: hls.js walks an array of its length at every reload. */
        private static final Instant DISCONTINUITY_ZERO = Instant.parse("2025-01-01T00:00:00Z");

        @Override
        public LogEntry applied(LogEntry entry) {
            LogEntry known = entry == null || (kept != null && kept.nextMsn() > entry.nextMsn()) ? kept : entry;
            if (known == null) {
                known = birth();
            }
            return known.with(Math.max(known.term() + 1, nowMs), node);
        }

        private LogEntry birth() {
            long hours = ChronoUnit.HOURS.between(DISCONTINUITY_ZERO, Instant.ofEpochMilli(nowMs));
            return new LogEntry(
                    LogEntry.FORMAT,
                    0,
                    node,
                    shape,
                    nowMs / 1000,
                    Math.max(0, hours),
                    nowMs,
                    LogEntry.TimeLine.BIRTH,
                    null,
                    Map.of(),
                    List.of());
        }
    }

    /**
     * A segment is published.
     *
     * @param segment the segment, with the next number
     * @param timeLine where the output's time stamps stand behind it
     * @param shown how far its input is published with it
     * @param renditions what every rendition has shown with it; empty in copy mode
     */
    record Appended(Segment segment, LogEntry.TimeLine timeLine, Shown shown, List<Rendition> renditions)
            implements Change {
        /** Keeps what it is given. */
        public Appended {
            renditions = renditions == null ? List.of() : List.copyOf(renditions);
        }

        @Override
        public LogEntry applied(LogEntry entry) {
            require(entry, segment.term());
            if (entry.timeLine().run().equals(timeLine.run())
                    && entry.timeLine().ordinal() == timeLine.ordinal()) {
                return entry; // the answer to an earlier try was lost
            }
            if (segment.msn() != entry.nextMsn()) {
                throw new IllegalStateException(
                        "segment " + segment.msn() + " is not the next one, " + entry.nextMsn() + " is");
            }
            List<Segment> segments = new ArrayList<>(entry.segments());
            segments.add(segment);
            Map<String, Shown> places = new HashMap<>(entry.shown());
            places.put(segment.head(), shown);
            return new LogEntry(
                    LogEntry.FORMAT,
                    entry.term(),
                    entry.node(),
                    entry.shape(),
                    entry.nextMsn() + 1,
                    segment.discontinuity(),
                    entry.nextDateMs() + segment.durationMs(),
                    timeLine,
                    entry.playhead(),
                    Places.bounded(places, segments),
                    segments,
                    renditions);
        }
    }

    /**
     * The scheduler has spoken.
     *
     * @param term the leader's term
     * @param playhead what it said
     */
    record Remembered(long term, Playhead playhead) implements Change {
        @Override
        public LogEntry applied(LogEntry entry) {
            require(entry, term);
            return entry.with(playhead);
        }
    }

    /**
     * Old segments are let go. What the playlist lists stays.
     *
     * @param term the leader's term
     * @param msn the highest number that goes
     */
    record Trimmed(long term, long msn) implements Change {
        @Override
        public LogEntry applied(LogEntry entry) {
            require(entry, term);
            long listedFrom = entry.nextMsn() - entry.window().size();
            return entry.with(entry.segments().stream()
                    .filter(segment -> segment.msn() > msn || segment.msn() >= listedFrom)
                    .toList());
        }
    }

    private static void require(LogEntry entry, long term) {
        if (entry == null) {
            throw new IllegalStateException("there is no stream yet");
        }
        if (entry.term() != term) {
            throw new IllegalStateException(
                    "term " + term + " is over: the log's is " + entry.term() + " of " + entry.node());
        }
    }
}
