package tv.mux.index;

import com.fasterxml.jackson.annotation.JsonProperty;
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
 * A change of the segment index. Sent as JSON to the node that stores the index. A change that is not allowed throws
 * {@link RefusedChangeException}.
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
     * The next version of the index.
     *
     * @param index the present version; null if there is no stream yet
     */
    StreamIndex applyTo(StreamIndex index);

    /**
     * A node becomes leader, with a term higher than any before. Continues the newest known index, or creates a stream.
     *
     * @param node node id of the leader
     * @param nowMs the present time, milliseconds since the epoch
     * @param shape shape of a new stream
     * @param known the indexes that this node and the other live nodes know
     */
    record TakeLeadership(String node, long nowMs, StreamShape shape, List<StreamIndex> known) implements IndexChange {
        /** The discontinuity sequence must stay small: hls.js walks an array of its length at every reload. */
        private static final Instant DISCONTINUITY_ZERO = Instant.parse("2025-01-01T00:00:00Z");

        public TakeLeadership {
            known = List.copyOf(known);
        }

        @Override
        public StreamIndex applyTo(StreamIndex index) {
            List<StreamIndex> all = new ArrayList<>(known);
            if (index != null) {
                all.add(index);
            }
            StreamIndex newest = all.stream()
                    .reduce((one, other) -> other.newerThan(one) ? other : one)
                    .orElseGet(this::newStream);
            // An index of an earlier term can have higher numbers, if a leader did not know it. It cannot be continued,
            // but its numbers must not be used again.
            StreamIndex highest = all.stream()
                    .max(Comparator.comparingLong(StreamIndex::nextMsn))
                    .orElse(newest);
            if (highest.nextMsn() > newest.nextMsn()) {
                newest = newest.restartedAfter(highest.nextMsn(), highest.discontinuity() + 1, highest.nextDateMs());
            }
            if (newest.term() == 0) { // there is no usable index: start after the numbers of an invalid one
                newest = newest.restartedAfter(
                        Math.max(newest.nextMsn(), nowMs / 1000),
                        discontinuityAt(nowMs),
                        Math.max(newest.nextDateMs(), nowMs));
            }
            long newTerm = Math.max(newest.term() + 1, nowMs);
            return newest.with(next -> {
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

        private StreamIndex newStream() {
            IndexDraft draft = new IndexDraft(shape);
            draft.node = node;
            draft.nextMsn = nowMs / 1000;
            draft.discontinuity = discontinuityAt(nowMs);
            draft.nextDateMs = nowMs;
            return draft.build();
        }
    }

    /**
     * Appends a segment. The segment is listed by {@link MarkListed}, after this change was acknowledged.
     *
     * @param segment the segment, with the next media sequence number
     * @param dueAtMs when the following segment is due, milliseconds since the epoch
     * @param timeLine time stamps and counters after the segment
     * @param progress how far the segment's input is published
     * @param renditions properties of each rendition, including the segment; empty in copy mode
     */
    record AppendSegment(
            Segment segment,
            long dueAtMs,
            StreamIndex.TimeLine timeLine,
            @JsonProperty("shown") InputProgress progress,
            List<RenditionFacts> renditions)
            implements IndexChange {
        public AppendSegment {
            renditions = renditions == null ? List.of() : List.copyOf(renditions);
        }

        @Override
        public StreamIndex applyTo(StreamIndex index) {
            requireTerm(index, segment.term());
            if (index.timeLine().run().equals(timeLine.run())
                    && index.timeLine().ordinal() == timeLine.ordinal()) {
                return index; // repeated because the answer was lost; the segment is appended already
            }
            if (segment.msn() != index.nextMsn()) {
                throw new RefusedChangeException.WrongNumber(
                        "segment " + segment.msn() + " is not the next one, which is " + index.nextMsn());
            }
            List<Segment> segments = new ArrayList<>(index.segments());
            segments.add(segment);
            Map<String, InputProgress> allProgress = new HashMap<>(index.progress());
            allProgress.put(segment.head(), progress);
            return index.with(next -> {
                next.nextMsn++;
                next.discontinuity = segment.discontinuity();
                next.nextDateMs += segment.durationMs();
                next.dueAtMs = dueAtMs;
                next.timeLine = timeLine;
                next.progress = ProgressByInput.bounded(allProgress, segments);
                next.segments = segments;
                next.renditions = renditions;
            });
        }
    }

    /**
     * Marks acknowledged segments as listed. Without this second step, a partitioned leader could list a segment
     * that no later leader knows.
     *
     * @param term term of the leader
     * @param upTo the media sequence number after the last listed segment
     */
    record MarkListed(long term, long upTo) implements IndexChange {
        @Override
        public StreamIndex applyTo(StreamIndex index) {
            requireTerm(index, term);
            return index.withListedUpTo(upTo);
        }
    }

    /**
     * Stores the last event of the scheduler.
     *
     * @param term term of the leader
     */
    record RememberPlayhead(long term, Playhead playhead) implements IndexChange {
        @Override
        public StreamIndex applyTo(StreamIndex index) {
            requireTerm(index, term);
            return index.with(next -> next.playhead = playhead);
        }
    }

    /**
     * Removes old segments, except those in the playlist.
     *
     * @param term term of the leader
     * @param msn the highest media sequence number to remove
     */
    record TrimSegments(long term, long msn) implements IndexChange {
        @Override
        public StreamIndex applyTo(StreamIndex index) {
            requireTerm(index, term);
            long listedFrom = index.listedUpTo() - index.window().size();
            return index.with(next -> next.segments = index.segments().stream()
                    .filter(segment -> segment.msn() > msn || segment.msn() >= listedFrom)
                    .toList());
        }
    }

    private static void requireTerm(StreamIndex index, long term) {
        if (index == null) {
            throw new RefusedChangeException.StaleTerm("there is no stream yet");
        }
        if (index.term() != term) {
            throw new RefusedChangeException.StaleTerm(
                    "term " + term + " is over: the index has term " + index.term() + " of " + index.node());
        }
    }
}
