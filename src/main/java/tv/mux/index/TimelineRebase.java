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
 * Makes a pending segment the next segment of the stream: assigns its number and date, and changes its time stamps and
 * continuity counters so that they continue the output. All renditions are moved by the same number of ticks, and each
 * has its own counters.
 */
public final class TimelineRebase {
    /** The counter that precedes 0, the first of a packet id. */
    private static final int BEFORE_FIRST = 15;

    /** The number of packet ids. The counters of rendition n have the key n * PIDS + packet id. */
    private static final int PIDS = 0x2000;

    /** The number of segments that can determine the peak bit rate together (RFC 8216 §4.1). */
    private static final int MAX_PEAK_SEGMENTS = 20;

    private TimelineRebase() {}

    /**
     * The change that appends a pending segment. Modifies the content of the files.
     *
     * @param files content of the segment's file in each rendition
     * @throws tv.mux.ts.TsException if a file is not a transport stream
     */
    public static IndexChange.AppendSegment of(StreamIndex index, AppendRequest append, List<byte[]> files) {
        PendingSegment pending = append.segment();
        List<TsSegment> media = files.stream().map(TsSegment::read).toList();
        StreamIndex.TimeLine timeLine = index.timeLine();
        // The slate is the same file each time, so each copy is moved to the end of the previous one.
        boolean continues = pending.run().equals(timeLine.run()) && !append.discontinuity() && !pending.slate();
        long shift = continues ? timeLine.shift() : Stamp.minus(timeLine.end(), first(media));
        Map<Integer, Integer> counters = new HashMap<>(timeLine.counters());
        for (int n = 0; n < files.size(); n++) {
            move(files.get(n), media.get(n), shift, n * PIDS, counters);
        }
        boolean discontinuous = append.discontinuity() && !timeLine.run().isEmpty();
        Segment segment = new Segment(
                index.nextMsn(),
                index.discontinuity() + (discontinuous ? 1 : 0),
                discontinuous,
                index.nextDateMs(),
                pending.durationMs(),
                pending.independent(),
                pending.run(),
                index.term(),
                pending.head(),
                append.title(),
                files.stream().map(file -> (long) file.length).toList(),
                files.stream().map(ByteBuffer::wrap).map(Checksum::of).toList());
        InputProgress known = index.progress().get(pending.head());
        long longest =
                Math.max(pending.slate() ? 0 : pending.durationMs(), known == null ? 0 : known.longestSegmentMs());
        return new IndexChange.AppendSegment(
                segment,
                append.dueAtMs(),
                new StreamIndex.TimeLine(
                        pending.run(), pending.ordinal(), shift, Stamp.plus(end(media), shift), counters),
                new InputProgress(pending.end(), longest),
                index.shape().adaptive() ? renditions(index, segment, media) : List.of());
    }

    private static void move(byte[] bytes, TsSegment media, long shift, int rendition, Map<Integer, Integer> counters) {
        Map<Integer, Integer> offsets = new HashMap<>();
        media.counters().forEach((pid, counter) -> {
            int offset = counter.offsetAfter(counters.getOrDefault(rendition + pid, BEFORE_FIRST));
            offsets.put(pid, offset);
            counters.put(rendition + pid, (counter.last() + offset) & 15);
        });
        TimeShift.apply(bytes, shift, pid -> offsets.getOrDefault(pid, 0));
    }

    /** The earliest time stamp of all renditions. The audio of an encoder starts one frame early. */
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

    private static List<RenditionFacts> renditions(StreamIndex index, Segment segment, List<TsSegment> media) {
        List<RenditionFacts> renditions = new ArrayList<>();
        for (int n = 0; n < media.size(); n++) {
            renditions.add(index.rendition(n).with(media.get(n), peak(index, segment, n)));
        }
        return renditions;
    }

    private static long peak(StreamIndex index, Segment segment, int rendition) {
        List<Segment> newest = new ArrayList<>(List.of(segment));
        for (int i = index.segments().size() - 1; i >= 0 && newest.size() < MAX_PEAK_SEGMENTS; i--) {
            newest.add(index.segments().get(i));
        }
        return PeakRate.ofNewest(
                newest.stream().mapToLong(one -> one.bytes().get(rendition)).toArray(),
                newest.stream().mapToLong(Segment::durationMs).toArray(),
                index.shape().targetDurationSeconds() * 1000L);
    }
}
