package tv.mux.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.config.Variant;
import tv.mux.indexing.PendingSegments;
import tv.mux.indexing.Sample;
import tv.mux.media.Stamp;
import tv.mux.model.AppendRequest;
import tv.mux.model.InputProgress;
import tv.mux.model.PendingSegment;
import tv.mux.model.Segment;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

class TimelineRebaseIT {
    @TempDir
    static Path folder;

    /** Two runs of the same shape, with B-frames, and one of another. */
    private static final Map<String, List<Path>> RUNS = new HashMap<>();

    private static final String HEAD = "http://127.0.0.1/a.m3u8";

    private StreamIndex entry = Sample.office("n1", Sample.NOW).applyTo(null);
    private final List<TsSegment> placed = new ArrayList<>();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @BeforeAll
    static void make() throws Exception {
        RUNS.put("a", PendingSegments.make(folder, "a", 6, "s=160x90:r=25", 2, 48_000));
        RUNS.put("b", PendingSegments.make(folder, "b", 6, "s=160x90:r=25", 2, 48_000));
        RUNS.put("c", PendingSegments.make(folder, "c", 6, "s=192x108:r=30", 0, 44_100));
    }

    private Segment place(String run, int ordinal, boolean discontinuity) throws IOException {
        return place(run, run + "1", ordinal, discontinuity);
    }

    private Segment place(String source, String run, int ordinal, boolean discontinuity) throws IOException {
        Path file = RUNS.get(source).get(ordinal);
        AppendRequest append = PendingSegments.append(file, run, ordinal, discontinuity);
        byte[] bytes = Files.readAllBytes(file);
        IndexChange.AppendSegment change = TimelineRebase.of(entry, append, List.of(bytes));
        entry = change.applyTo(entry);
        output.writeBytes(bytes);
        placed.add(TsSegment.read(bytes));
        return change.segment();
    }

    @Test
    void theSameFileJoinsOnToItself() throws IOException {
        place("a", 0, true);
        Path file = RUNS.get("b").get(1);
        for (int again = 0; again < 3; again++) {
            AppendRequest append = PendingSegments.append(file, "a" + Segment.SLATE, again, again == 0);
            PendingSegment cut = append.segment();
            byte[] bytes = Files.readAllBytes(file);
            PendingSegment slate = new PendingSegment(
                    cut.run(),
                    HEAD,
                    again,
                    cut.files(),
                    cut.durationMs(),
                    true,
                    0,
                    entry.shown().get(HEAD).end());
            InputProgress before = entry.shown().get(HEAD);
            entry = TimelineRebase.of(entry, new AppendRequest(slate, again == 0, "a", 0), List.of(bytes))
                    .applyTo(entry);
            placed.add(TsSegment.read(bytes));
            assertThat(entry.shown().get(HEAD)).as("its input is where it was").isEqualTo(before);
        }
        for (int i = 1; i < placed.size(); i++) {
            assertThat(placed.get(i).first()).isEqualTo(placed.get(i - 1).end());
        }
        assertThat(entry.segments()).extracting(Segment::discontinuous).containsExactly(false, true, false, false);
    }

    @Test
    void beginsLateEnoughForStampsThatAreNotNegative() throws IOException {
        place("a", 0, true);
        assertThat(placed.get(0).first()).isEqualTo(10 * Stamp.HZ);
    }

    @Test
    void aRunMovesByTheSameAllAlong() throws IOException {
        place("a", 0, true);
        long shift = entry.timeLine().shift();
        place("a", 1, false);
        place("a", 2, false);
        assertThat(entry.timeLine().shift()).isEqualTo(shift);
        assertThat(video(1).first()).isEqualTo(video(0).end());
        assertThat(video(2).first()).isEqualTo(video(1).end());
        assertThat(entry.timeLine().end()).isEqualTo(placed.get(2).end());
    }

    @Test
    void aNewRunGoesOnWhereTheLaterOfAudioAndVideoEnded() throws IOException {
        place("a", 0, true);
        place("c", 1, true);
        place("a", "a2", 1, true);
        for (int i = 1; i < placed.size(); i++) {
            assertThat(placed.get(i).first()).isEqualTo(placed.get(i - 1).end());
        }
    }

    @Test
    void aRunThatResumesGoesOnThereTooWithoutADiscontinuity() throws IOException {
        place("a", 0, true);
        Segment segment = place("a", "a2", 1, false);
        assertThat(segment.discontinuous()).isFalse();
        assertThat(placed.get(1).first()).isEqualTo(placed.get(0).end());
    }

    @Test
    void countersGoOnThroughRunsAndDiscontinuities() throws IOException {
        place("a", 0, true);
        place("a", 1, false);
        place("c", 0, true);
        place("b", 2, true);
        Map<Integer, Integer> last = new HashMap<>();
        for (TsSegment segment : placed) {
            segment.counters().forEach((pid, counters) -> {
                assertThat(counters.first()).as("pid %s", pid).isEqualTo((last.getOrDefault(pid, 15) + 1) & 15);
                last.put(pid, counters.last());
            });
        }
        assertThat(entry.timeLine().counters()).isEqualTo(last);
    }

    @Test
    void discontinuitiesAreCountedFromTheSecondSegmentOn() throws IOException {
        long born = entry.discontinuity();
        List<Segment> segments = List.of(
                place("a", 0, true),
                place("a", 1, false),
                place("c", 0, true),
                place("c", 1, false),
                place("c", 2, true),
                place("a", "a2", 2, false));
        assertThat(segments.stream().map(Segment::discontinuous))
                .containsExactly(false, false, true, false, true, false);
        assertThat(segments.stream().map(segment -> segment.discontinuity() - born))
                .containsExactly(0L, 0L, 1L, 1L, 2L, 2L);
    }

    @Test
    void datesAndNumbersAreContiguous() throws IOException {
        List<Segment> segments = List.of(place("a", 0, true), place("c", 0, true), place("a", "a2", 1, true));
        for (int i = 1; i < segments.size(); i++) {
            Segment before = segments.get(i - 1);
            assertThat(segments.get(i).msn()).isEqualTo(before.msn() + 1);
            assertThat(segments.get(i).dateMs()).isEqualTo(before.dateMs() + before.durationMs());
        }
        assertThat(segments.get(0).dateMs()).isEqualTo(Sample.NOW);
    }

    @Test
    void remembersHowFarAnInputWasShownAndItsLongestCut() throws IOException {
        AppendRequest first = PendingSegments.append(RUNS.get("a").get(0), "a1", 0, true);
        AppendRequest second = PendingSegments.append(RUNS.get("a").get(1), "a1", 1, false);
        place("a", 0, true);
        place("a", 1, false);
        long longest = Math.max(first.segment().durationMs(), second.segment().durationMs());
        assertThat(entry.shown())
                .containsEntry(
                        first.segment().head(),
                        new InputProgress(second.segment().end(), longest));
    }

    @Test
    void runsOnOverTheWrapOf33Bits() throws IOException {
        StreamIndex.TimeLine late = new StreamIndex.TimeLine("z", 0, 0, Stamp.MODULO - 3 * Stamp.HZ, Map.of());
        entry = entry.with(next -> next.timeLine = late);
        place("a", 0, true);
        place("a", 1, false);
        place("a", 2, false);
        place("c", 0, true);
        assertThat(video(1).first()).isGreaterThan(video(1).last());
        assertThat(video(1).first()).isEqualTo(video(0).end());
        assertThat(video(2).first()).isEqualTo(video(1).end());
        assertThat(placed.get(3).first()).isEqualTo(placed.get(2).end()).isBetween(0L, 10 * Stamp.HZ);
    }

    /** Two runs as renditions of one cut: they move together, and each keeps its own counters. */
    @Test
    void renditionsMoveTogether() throws IOException {
        StreamShape shape = new StreamShape(StreamShape.ABR, 6, 3, 2, List.of(new Variant(90, 0, 100_000, 64_000)));
        entry = new IndexChange.TakeLeadership("n1", Sample.NOW, shape, List.of()).applyTo(null);
        Map<Integer, Integer> last = new HashMap<>();
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            boolean another = ordinal == 2;
            Path source = RUNS.get("a").get(ordinal);
            List<byte[]> files = new ArrayList<>();
            files.add(Files.readAllBytes(source));
            files.add(Files.readAllBytes(RUNS.get(another ? "c" : "b").get(ordinal)));
            List<TsSegment> before = files.stream().map(TsSegment::read).toList();
            AppendRequest append = PendingSegments.append(source, another ? "a2" : "a1", ordinal, ordinal != 1);
            IndexChange.AppendSegment change = TimelineRebase.of(entry, append, files);
            entry = change.applyTo(entry);
            assertThat(change.segment().bytes())
                    .containsExactly((long) files.get(0).length, (long) files.get(1).length);
            for (int n = 0; n < 2; n++) {
                TsSegment after = TsSegment.read(files.get(n));
                assertThat(Stamp.minus(after.first(), before.get(n).first()))
                        .isEqualTo(Stamp.minus(
                                TsSegment.read(files.get(0)).first(),
                                before.get(0).first()));
                int rendition = n << 13;
                after.counters().forEach((pid, counters) -> {
                    assertThat(counters.first()).isEqualTo((last.getOrDefault(rendition + pid, 15) + 1) & 15);
                    last.put(rendition + pid, counters.last());
                });
            }
        }
        assertThat(entry.timeLine().counters()).isEqualTo(last);
        assertThat(entry.renditions()).hasSize(2);
        assertThat(entry.rendition(0).height()).isEqualTo(90);
        assertThat(entry.rendition(1).height()).isEqualTo(108);
        assertThat(entry.rendition(0).audio()).isEqualTo("mp4a.40.2");
        assertThat(entry.rendition(0).peak()).isPositive();
    }

    @Test
    void ffmpegFindsNothingWrongWithTheOutputAsOneFile() throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) {
            place("a", i, i == 0);
        }
        for (int i = 0; i < 3; i++) {
            place("b", i, i == 0);
        }
        place("a", "a2", 1, true);
        Files.write(folder.resolve("output.ts"), output.toByteArray());
        assertThat(PendingSegments.say(folder, "-i output.ts -f null -")).isEmpty();
    }

    private Track video(int index) {
        return placed.get(index).video().orElseThrow();
    }
}
