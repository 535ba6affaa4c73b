package tv.mux.index;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tv.mux.model.InputProgress;
import tv.mux.model.Playhead;
import tv.mux.model.Segment;

/**
 * A change of the log: from one version of the entry to the next, wherever the entry lives. What may not be is refused
 * with a {@link RefusedChangeException}; then nothing has changed.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
@JsonSubTypes({
    @JsonSubTypes.Type(value = IndexChange.TakeLeadership.class, name = "office"),
    @JsonSubTypes.Type(value = IndexChange.AppendSegment.class, name = "append"),
    @JsonSubTypes.Type(value = IndexChange.MarkListed.class, name = "list"),
    @JsonSubTypes.Type(value = IndexChange.RememberPlayhead.class, name = "remember"),
    @JsonSubTypes.Type(value = IndexChange.TrimSegments.class, name = "trim")
})
public sealed interface IndexChange {

    /**
     * The next version.
     *
     * @param entry the present one; null before the stream's birth
     */
    StreamIndex applyTo(StreamIndex entry);

    /**
     * A leader takes office, under a term higher than any before; the stream is born where there is none yet. It goes
     * on from what is known best: of the latest term, and the most of it.
     *
     * @param node the leader's node id
     * @param nowMs milliseconds since the epoch
     * @param shape the shape a new stream gets
     * @param known what this node and the others that live know of the stream
     */
    record TakeLeadership(String node, long nowMs, StreamShape shape, List<StreamIndex> known) implements IndexChange {
        /** The discontinuity sequence must stay small: hls.js walks an array of its length at every reload. */
        private static final Instant DISCONTINUITY_ZERO = Instant.parse("2025-01-01T00:00:00Z");

        public TakeLeadership {
            known = List.copyOf(known);
        }

        @Override
        public StreamIndex applyTo(StreamIndex entry) {
            List<StreamIndex> all = new ArrayList<>(known);
            if (entry != null) {
                all.add(entry);
            }
            StreamIndex best = all.stream()
                    .reduce((one, other) -> other.newerThan(one) ? other : one)
                    .orElseGet(this::birth);
            // Of an earlier term, and yet further: a leader took office that did not know of it. It cannot be gone on
            // from, but nothing of it is used again.
            StreamIndex furthest = all.stream()
                    .max(Comparator.comparingLong(StreamIndex::nextMsn))
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
            return best.with(next -> {
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

        private StreamIndex birth() {
            IndexDraft birth = new IndexDraft(shape);
            birth.node = node;
            birth.nextMsn = nowMs / 1000;
            birth.discontinuity = discontinuityAt(nowMs);
            birth.nextDateMs = nowMs;
            return birth.build();
        }
    }

    /**
     * A segment is in the log. It may be listed once that was acknowledged: {@link MarkListed}.
     *
     * @param segment the segment, with the next number
     * @param dueAtMs when the one after it is due, milliseconds since the epoch
     * @param timeLine where the output's time stamps stand behind it
     * @param shown how far its input is published with it
     * @param renditions what every rendition has shown with it; empty in copy mode
     */
    record AppendSegment(
            Segment segment,
            long dueAtMs,
            StreamIndex.TimeLine timeLine,
            InputProgress shown,
            List<RenditionFacts> renditions)
            implements IndexChange {
        public AppendSegment {
            renditions = renditions == null ? List.of() : List.copyOf(renditions);
        }

        @Override
        public StreamIndex applyTo(StreamIndex entry) {
            require(entry, segment.term());
            if (entry.timeLine().run().equals(timeLine.run())
                    && entry.timeLine().ordinal() == timeLine.ordinal()) {
                return entry; // the answer to an earlier try was lost
            }
            if (segment.msn() != entry.nextMsn()) {
                throw new RefusedChangeException.WrongNumber(
                        "segment " + segment.msn() + " is not the next one, " + entry.nextMsn() + " is");
            }
            List<Segment> segments = new ArrayList<>(entry.segments());
            segments.add(segment);
            Map<String, InputProgress> places = new HashMap<>(entry.shown());
            places.put(segment.head(), shown);
            return entry.with(next -> {
                next.nextMsn++;
                next.discontinuity = segment.discontinuity();
                next.nextDateMs += segment.durationMs();
                next.dueAtMs = dueAtMs;
                next.timeLine = timeLine;
                next.shown = ProgressByInput.bounded(places, segments);
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
    record MarkListed(long term, long upTo) implements IndexChange {
        @Override
        public StreamIndex applyTo(StreamIndex entry) {
            require(entry, term);
            return entry.withListedUpTo(upTo);
        }
    }

    /**
     * The scheduler has spoken.
     *
     * @param term the leader's term
     * @param playhead what it said
     */
    record RememberPlayhead(long term, Playhead playhead) implements IndexChange {
        @Override
        public StreamIndex applyTo(StreamIndex entry) {
            require(entry, term);
            return entry.with(next -> next.playhead = playhead);
        }
    }

    /**
     * Old segments are let go. What the playlist lists stays.
     *
     * @param term the leader's term
     * @param msn the highest number that goes
     */
    record TrimSegments(long term, long msn) implements IndexChange {
        @Override
        public StreamIndex applyTo(StreamIndex entry) {
            require(entry, term);
            long listedFrom = entry.listedUpTo() - entry.window().size();
            return entry.with(next -> next.segments = entry.segments().stream()
                    .filter(segment -> segment.msn() > msn || segment.msn() >= listedFrom)
                    .toList());
        }
    }

    private static void require(StreamIndex entry, long term) {
        if (entry == null) {
            throw new RefusedChangeException.StaleTerm("there is no stream yet");
        }
        if (entry.term() != term) {
            throw new RefusedChangeException.StaleTerm(
                    "term " + term + " is over: the log's is " + entry.term() + " of " + entry.node());
        }
    }
}
