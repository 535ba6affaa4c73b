package tv.mux.index;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tv.mux.media.Stamp;
import tv.mux.model.AppendRequest;
import tv.mux.model.InputProgress;
import tv.mux.model.PendingSegment;
import tv.mux.model.Segment;
import tv.mux.ts.PeakRate;
import tv.mux.ts.TimeShift;
import tv.mux.ts.TsSegment;

/**
 * Gives a cut its place in the stream: number, date, and stamps and counters that go on where the last segment ended.
 * All renditions of a cut are moved by the same ticks; each has its own counters. Pure.
 */
public final class TimelineRebase {
    /** The counter before the first one, 0. */
    private static final int NEVER_SEEN = 15;

    /** Packet ids are below this: a rendition's number times it tells one rendition's from another's. */
    private static final int PIDS = 0x2000;

    /** Segments that can be short enough to count together. */
    private static final int MOST_TOGETHER = 20;

    private TimelineRebase() {}

    /**
     * The change that publishes a cut, as the log stands. Moves the cut's bytes onto the output's time line, in place.
     *
     * @param files the cut's files, one for each rendition; each its own array
     * @throws tv.mux.ts.TsException when they are no transport stream
     */
    public static IndexChange.AppendSegment of(StreamIndex entry, AppendRequest append, List<byte[]> files) {
        PendingSegment cut = append.segment();
        List<TsSegment> media = files.stream().map(TsSegment::read).toList();
        StreamIndex.TimeLine before = entry.timeLine();
        // The slate is the same file each time, and so joins on to itself anew each time.
        boolean goesOn = cut.run().equals(before.run()) && !append.discontinuity() && !cut.slate();
        long shift = goesOn ? before.shift() : Stamp.minus(before.end(), first(media));
        Map<Integer, Integer> counters = new HashMap<>(before.counters());
        for (int n = 0; n < files.size(); n++) {
            move(files.get(n), media.get(n), shift, n * PIDS, counters);
        }
        boolean discontinuous =
                append.discontinuity() && !entry.timeLine().run().isEmpty();
        Segment segment = new Segment(
                entry.nextMsn(),
                entry.discontinuity() + (discontinuous ? 1 : 0),
                discontinuous,
                entry.nextDateMs(),
                cut.durationMs(),
                cut.independent(),
                cut.run(),
                entry.term(),
                cut.head(),
                append.title(),
                files.stream().map(file -> (long) file.length).toList(),
                files.stream().map(ByteBuffer::wrap).map(Checksum::of).toList());
        InputProgress known = entry.shown().get(cut.head());
        long longest = Math.max(cut.slate() ? 0 : cut.durationMs(), known == null ? 0 : known.longestSegmentMs());
        return new IndexChange.AppendSegment(
                segment,
                append.dueAtMs(),
                new StreamIndex.TimeLine(cut.run(), cut.ordinal(), shift, Stamp.plus(end(media), shift), counters),
                new InputProgress(cut.end(), longest),
                entry.shape().adaptive() ? renditions(entry, segment, media) : List.of());
    }

    private static void move(byte[] bytes, TsSegment media, long shift, int rendition, Map<Integer, Integer> counters) {
        Map<Integer, Integer> offsets = new HashMap<>();
        media.counters().forEach((pid, counter) -> {
            int offset = counter.offsetAfter(counters.getOrDefault(rendition + pid, NEVER_SEEN));
            offsets.put(pid, offset);
            counters.put(rendition + pid, (counter.last() + offset) & 15);
        });
        TimeShift.apply(bytes, shift, pid -> offsets.getOrDefault(pid, 0));
    }

    /** The earliest stamp of all renditions: an encoder's audio begins a frame before what it encodes. */
    private static long first(List<TsSegment> media) {
        return media.stream()
                .map(TsSegment::first)
                .reduce((one, other) -> Stamp.minus(other, one) < 0 ? other : one)
                .orElseThrow();
    }

    private static long end(List<TsSegment> media) {
        return media.stream()
                .map(TsSegment::end)
                .reduce((one, other) -> Stamp.minus(other, one) > 0 ? other : one)
                .orElseThrow();
    }

    private static List<RenditionFacts> renditions(StreamIndex entry, Segment segment, List<TsSegment> media) {
        List<RenditionFacts> renditions = new ArrayList<>();
        for (int n = 0; n < media.size(); n++) {
            renditions.add(entry.rendition(n).with(media.get(n), peak(entry, segment, n)));
        }
        return renditions;
    }

    private static long peak(StreamIndex entry, Segment segment, int rendition) {
        List<Segment> newest = new ArrayList<>(List.of(segment));
        for (int i = entry.segments().size() - 1; i >= 0 && newest.size() < MOST_TOGETHER; i--) {
            newest.add(entry.segments().get(i));
        }
        return PeakRate.ofNewest(
                newest.stream().mapToLong(one -> one.bytes().get(rendition)).toArray(),
                newest.stream().mapToLong(Segment::durationMs).toArray(),
                entry.shape().targetDurationSeconds() * 1000L);
    }
}
