package tv.mux.index;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tv.mux.media.Stamp;
import tv.mux.model.AppendRequest;
import tv.mux.model.InputProgress;
import tv.mux.model.PendingSegment;
import tv.mux.model.Segment;
import tv.mux.ts.AudioTrim;
import tv.mux.ts.PeakRate;
import tv.mux.ts.SilentAudio;
import tv.mux.ts.TimeShift;
import tv.mux.ts.Track;
import tv.mux.ts.TsFile;
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

    /** Audio that overlaps the last segment by more than this is cut, 90 kHz ticks: two frames at 48 kHz. */
    private static final long MIN_OVERLAP = 3_840;

    /** Audio that overlaps by more than this is kept, 90 kHz ticks: it does not belong to the pictures. */
    private static final long MAX_OVERLAP = Stamp.HZ / 2;

    private TimelineRebase() {}

    /**
     * A segment on the output's time line.
     *
     * @param change the change that appends it
     * @param files the segment in each rendition, with its final bytes
     */
    public record Rebased(IndexChange.AppendSegment change, List<TsFile> files) {
        /** Where the tracks of each rendition end in the output. The next segment of another run joins there. */
        public List<Ends> ends() {
            long shift = change.timeLine().shift();
            return files.stream().map(file -> Ends.of(file.media(), shift)).toList();
        }
    }

    /**
     * Where the tracks of a rendition end in the output, 90 kHz ticks modulo 2^33.
     *
     * @param video end of the video; null if there is none
     * @param audio end of the audio; null if there is none
     */
    public record Ends(Long video, Long audio) {
        private static Ends of(TsSegment media, long shift) {
            return new Ends(end(media.video(), shift), end(media.audio(), shift));
        }

        private static Long end(Optional<Track> track, long shift) {
            return track.map(some -> Stamp.plus(some.end(), shift)).orElse(null);
        }
    }

    /**
     * Appends a pending segment. Moves the time stamps of the files in place.
     *
     * @param sources the segment in each rendition, on the time line of its run
     * @param ends where the last segment ends in each rendition; empty if that is not known
     */
    public static Rebased of(StreamIndex index, AppendRequest append, List<TsFile> sources, List<Ends> ends) {
        PendingSegment pending = append.segment();
        StreamIndex.TimeLine timeLine = index.timeLine();
        // The slate is the same file each time, so each copy is moved to the end of the previous one.
        boolean continues = pending.run().equals(timeLine.run()) && !append.discontinuity() && !pending.slate();
        List<TsFile> files = continues ? sources : joinAudio(sources, ends);
        List<TsSegment> media = files.stream().map(TsFile::media).toList();
        long shift = continues ? timeLine.shift() : joiningShift(timeLine.end(), media, ends);
        Map<Integer, Integer> counters = new HashMap<>(timeLine.counters());
        for (int n = 0; n < files.size(); n++) {
            move(files.get(n).bytes(), media.get(n), shift, n * PIDS, counters);
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
                files.stream().map(file -> (long) file.bytes().length).toList(),
                files.stream()
                        .map(file -> Checksum.of(ByteBuffer.wrap(file.bytes())))
                        .toList());
        InputProgress known = index.progress().get(pending.head());
        long longest =
                Math.max(pending.slate() ? 0 : pending.durationMs(), known == null ? 0 : known.longestSegmentMs());
        IndexChange.AppendSegment change = new IndexChange.AppendSegment(
                segment,
                append.dueAtMs(),
                new StreamIndex.TimeLine(
                        pending.run(), pending.ordinal(), shift, Stamp.plus(end(media), shift), counters),
                new InputProgress(pending.end(), longest),
                index.shape().adaptive() ? renditions(index, segment, media) : List.of());
        return new Rebased(change, files);
    }

    /**
     * Returns the shift that joins a run to the last segment: no track overlaps, and there is as little gap as
     * possible. If the ends of the tracks are not known, all of the run comes after all of the last segment.
     */
    private static long joiningShift(long end, List<TsSegment> media, List<Ends> ends) {
        long all = Stamp.minus(end, first(media));
        List<Long> earlier = new ArrayList<>();
        for (int n = 0; n < Math.min(media.size(), ends.size()); n++) {
            join(ends.get(n).video(), media.get(n).video()).ifPresent(shift -> earlier.add(Stamp.minus(shift, all)));
            join(ends.get(n).audio(), media.get(n).audio()).ifPresent(shift -> earlier.add(Stamp.minus(shift, all)));
        }
        return all + earlier.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** Returns the shift that joins a track to the end of the last one. */
    private static Optional<Long> join(Long end, Optional<Track> track) {
        return end == null ? Optional.empty() : track.map(next -> Stamp.minus(end, next.first()));
    }

    /** Makes the audio of a run begin where the last audio ends, when their pictures are joined. */
    private static List<TsFile> joinAudio(List<TsFile> files, List<Ends> ends) {
        if (ends.isEmpty()) {
            return files;
        }
        Optional<Long> pictures = join(ends.get(0).video(), files.get(0).media().video());
        List<TsFile> joined = new ArrayList<>();
        for (int n = 0; n < files.size(); n++) {
            TsFile file = files.get(n);
            Optional<Long> sound =
                    n < ends.size() ? join(ends.get(n).audio(), file.media().audio()) : Optional.empty();
            joined.add(
                    pictures.isPresent() && sound.isPresent()
                            ? joinAudio(file, Stamp.minus(pictures.get(), sound.get()))
                            : file);
        }
        return joined;
    }

    private static TsFile joinAudio(TsFile file, long gap) {
        if (gap >= -MIN_OVERLAP || gap < -MAX_OVERLAP) {
            return SilentAudio.fill(file, gap);
        }
        Track audio = file.media().audio().orElseThrow();
        long from = Stamp.plus(audio.first(), -gap);
        byte[] trimmed = AudioTrim.of(file.bytes(), audio.pid(), from, Stamp.plus(from, Stamp.MODULO / 2 - 1));
        TsFile rest = TsFile.parse(trimmed);
        return rest.media()
                .audio()
                .map(track -> SilentAudio.fill(rest, Stamp.minus(track.first(), from)))
                .orElse(file);
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
