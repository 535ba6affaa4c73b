package tv.mux.log;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
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
    @JsonSubTypes.Type(value = Change.Listed.class, name = "list"),
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
     * A leader takes office, under a term higher than any before; the stream is born where there is none yet. It goes
     * on from what is known best: of the latest term, and the most of it.
     *
     * @param node the leader's node id
     * @param nowMs milliseconds since the epoch
     * @param shape the shape a new stream gets
     * @param known what this node and the others that live know of the stream
     */
    record Office(String node, long nowMs, Shape shape, List<LogEntry> known) implements Change {
        /** The discontinuity sequence must stay small: hls.js walks an array of its length at every reload. */
        private static final Instant DISCONTINUITY_ZERO = Instant.parse("2025-01-01T00:00:00Z");

        /** Keeps what it is given. */
        public Office {
            known = List.copyOf(known);
        }

        @Override
        public LogEntry applied(LogEntry entry) {
            List<LogEntry> all = new ArrayList<>(known);
            if (entry != null) {
                all.add(entry);
            }
            LogEntry best = all.stream()
                    .reduce((one, other) -> other.beyond(one) ? other : one)
                    .orElseGet(this::birth);
            // Of an earlier term, and yet further: a leader took office that did not know of it. It cannot be gone on
            // from, but nothing of it is used again.
            LogEntry furthest = all.stream()
                    .max(Comparator.comparingLong(LogEntry::nextMsn))
                    .orElse(best);
            if (furthest.nextMsn() > best.nextMsn()) {
                best = best.behind(furthest.nextMsn(), furthest.discontinuity() + 1, furthest.nextDateMs());
            }
            if (best.term() == 0) { // no leader yet: start a new stream after the numbers of an unusable log
                best = best.behind(
                        Math.max(best.nextMsn(), nowMs / 1000),
                        discontinuityAt(nowMs),
                        Math.max(best.nextDateMs(), nowMs));
            }
            long newTerm = Math.max(best.term() + 1, nowMs);
            return best.but(next -> {
                next.term = newTerm;
                next.node = node;
            });
        }

        /**
         * The first discontinuity sequence number of a stream that starts at a time, in milliseconds since the epoch.
         */
        static long discontinuityAt(long nowMs) {
            return Math.max(0, ChronoUnit.HOURS.between(DISCONTINUITY_ZERO, Instant.ofEpochMilli(nowMs)));
        }

        private LogEntry birth() {
            EntryDraft birth = new EntryDraft(shape);
            birth.node = node;
            birth.nextMsn = nowMs / 1000;
            birth.discontinuity = discontinuityAt(nowMs);
            birth.nextDateMs = nowMs;
            return birth.entry();
        }
    }

    /**
     * A segment is in the log. It may be listed once that was acknowledged: {@link Listed}.
     *
     * @param segment the segment, with the next number
     * @param dueAtMs when the one after it is due, milliseconds since the epoch
     * @param timeLine where the output's time stamps stand behind it
     * @param shown how far its input is published with it
     * @param renditions what every rendition has shown with it; empty in copy mode
     */
    record Appended(Segment segment, long dueAtMs, LogEntry.TimeLine timeLine, Shown shown, List<Rendition> renditions)
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
            return entry.but(next -> {
                next.nextMsn++;
                next.discontinuity = segment.discontinuity();
                next.nextDateMs += segment.durationMs();
                next.dueAtMs = dueAtMs;
                next.timeLine = timeLine;
                next.shown = Places.bounded(places, segments);
                next.segments = segments;
                next.renditions = renditions;
            });
        }
    }

    /**
     * That segments are in the log was acknowledged: they may be listed. Else a leader that is cut off from the
     * others, and does not know yet, could show a segment that nobody will know of.
     *
     * @param term the leader's term
     * @param upTo the number behind the last one listed
     */
    record Listed(long term, long upTo) implements Change {
        @Override
        public LogEntry applied(LogEntry entry) {
            require(entry, term);
            return entry.listing(upTo);
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
            return entry.but(next -> next.playhead = playhead);
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
            long listedFrom = entry.listedUpTo() - entry.window().size();
            return entry.but(next -> next.segments = entry.segments().stream()
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
