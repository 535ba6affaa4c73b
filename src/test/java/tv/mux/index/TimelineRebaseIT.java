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
import tv.mux.ts.TsFile;
import tv.mux.ts.TsSegment;

class TimelineRebaseIT {
    @TempDir
    static Path folder;

    /** Runs a and b have the same format, with B-frames. Run c has another format. */
    private static final Map<String, List<Path>> RUNS = new HashMap<>();

    private static final String HEAD = "http://127.0.0.1/a.m3u8";

    private StreamIndex index = Sample.takeLeadership("n1", Sample.NOW).applyTo(null);
    private final List<TsSegment> appended = new ArrayList<>();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @BeforeAll
    static void makeRuns() throws Exception {
        RUNS.put("a", PendingSegments.make(folder, "a", 6, "s=160x90:r=25", 2, 48_000));
        RUNS.put("b", PendingSegments.make(folder, "b", 6, "s=160x90:r=25", 2, 48_000));
        RUNS.put("c", PendingSegments.make(folder, "c", 6, "s=192x108:r=30", 0, 44_100));
    }

    private Segment append(String run, int ordinal, boolean discontinuity) throws IOException {
        return append(run, run + "1", ordinal, discontinuity);
    }

    private Segment append(String source, String run, int ordinal, boolean discontinuity) throws IOException {
        Path file = RUNS.get(source).get(ordinal);
        AppendRequest append = PendingSegments.append(file, run, ordinal, discontinuity);
        byte[] bytes = Files.readAllBytes(file);
        IndexChange.AppendSegment change = TimelineRebase.of(index, append, List.of(TsFile.parse(bytes)), List.of())
                .change();
        index = change.applyTo(index);
        output.writeBytes(bytes);
        appended.add(TsSegment.read(bytes));
        return change.segment();
    }

    @Test
    void theSlateContinuesItself() throws IOException {
        append("a", 0, true);
        Path file = RUNS.get("b").get(1);
        for (int copy = 0; copy < 3; copy++) {
            AppendRequest append = PendingSegments.append(file, "a" + Segment.SLATE, copy, copy == 0);
            PendingSegment pending = append.segment();
            byte[] bytes = Files.readAllBytes(file);
            PendingSegment slate = new PendingSegment(
                    pending.run(),
                    HEAD,
                    copy,
                    pending.files(),
                    pending.durationMs(),
                    true,
                    0,
                    index.progress().get(HEAD).end());
            InputProgress before = index.progress().get(HEAD);
            index = TimelineRebase.of(
                            index, new AppendRequest(slate, copy == 0, "a", 0), List.of(TsFile.parse(bytes)), List.of())
                    .change()
                    .applyTo(index);
            appended.add(TsSegment.read(bytes));
            assertThat(index.progress().get(HEAD)).as("progress of the input").isEqualTo(before);
        }
        for (int i = 1; i < appended.size(); i++) {
            assertThat(appended.get(i).first()).isEqualTo(appended.get(i - 1).end());
        }
        assertThat(index.segments()).extracting(Segment::discontinuous).containsExactly(false, true, false, false);
    }

    @Test
    void theFirstTimeStampIsTenSeconds() throws IOException {
        append("a", 0, true);
        assertThat(appended.get(0).first()).isEqualTo(10 * Stamp.HZ);
    }

    @Test
    void allSegmentsOfARunHaveTheSameShift() throws IOException {
        append("a", 0, true);
        long shift = index.timeLine().shift();
        append("a", 1, false);
        append("a", 2, false);
        assertThat(index.timeLine().shift()).isEqualTo(shift);
        assertThat(video(1).first()).isEqualTo(video(0).end());
        assertThat(video(2).first()).isEqualTo(video(1).end());
        assertThat(index.timeLine().end()).isEqualTo(appended.get(2).end());
    }

    @Test
    void aNewRunContinuesAfterTheLongerOfAudioAndVideo() throws IOException {
        append("a", 0, true);
        append("c", 1, true);
        append("a", "a2", 1, true);
        for (int i = 1; i < appended.size(); i++) {
            assertThat(appended.get(i).first()).isEqualTo(appended.get(i - 1).end());
        }
    }

    @Test
    void aResumedRunContinuesWithoutADiscontinuity() throws IOException {
        append("a", 0, true);
        Segment segment = append("a", "a2", 1, false);
        assertThat(segment.discontinuous()).isFalse();
        assertThat(appended.get(1).first()).isEqualTo(appended.get(0).end());
    }

    @Test
    void countersContinueAcrossRunsAndDiscontinuities() throws IOException {
        append("a", 0, true);
        append("a", 1, false);
        append("c", 0, true);
        append("b", 2, true);
        Map<Integer, Integer> last = new HashMap<>();
        for (TsSegment segment : appended) {
            segment.counters().forEach((pid, counters) -> {
                assertThat(counters.first()).as("pid %s", pid).isEqualTo((last.getOrDefault(pid, 15) + 1) & 15);
                last.put(pid, counters.last());
            });
        }
        assertThat(index.timeLine().counters()).isEqualTo(last);
    }

    @Test
    void theFirstSegmentIsNoDiscontinuity() throws IOException {
        long first = index.discontinuity();
        List<Segment> segments = List.of(
                append("a", 0, true),
                append("a", 1, false),
                append("c", 0, true),
                append("c", 1, false),
                append("c", 2, true),
                append("a", "a2", 2, false));
        assertThat(segments.stream().map(Segment::discontinuous))
                .containsExactly(false, false, true, false, true, false);
        assertThat(segments.stream().map(segment -> segment.discontinuity() - first))
                .containsExactly(0L, 0L, 1L, 1L, 2L, 2L);
    }

    @Test
    void datesAndNumbersAreContiguous() throws IOException {
        List<Segment> segments = List.of(append("a", 0, true), append("c", 0, true), append("a", "a2", 1, true));
        for (int i = 1; i < segments.size(); i++) {
            Segment before = segments.get(i - 1);
            assertThat(segments.get(i).msn()).isEqualTo(before.msn() + 1);
            assertThat(segments.get(i).dateMs()).isEqualTo(before.dateMs() + before.durationMs());
        }
        assertThat(segments.get(0).dateMs()).isEqualTo(Sample.NOW);
    }

    @Test
    void storesTheProgressOfAnInputAndItsLongestSegment() throws IOException {
        AppendRequest first = PendingSegments.append(RUNS.get("a").get(0), "a1", 0, true);
        AppendRequest second = PendingSegments.append(RUNS.get("a").get(1), "a1", 1, false);
        append("a", 0, true);
        append("a", 1, false);
        long longest = Math.max(first.segment().durationMs(), second.segment().durationMs());
        assertThat(index.progress())
                .containsEntry(
                        first.segment().head(),
                        new InputProgress(second.segment().end(), longest));
    }

    @Test
    void timeStampsWrapAt33Bits() throws IOException {
        StreamIndex.TimeLine late = new StreamIndex.TimeLine("z", 0, 0, Stamp.MODULO - 3 * Stamp.HZ, Map.of());
        index = index.with(next -> next.timeLine = late);
        append("a", 0, true);
        append("a", 1, false);
        append("a", 2, false);
        append("c", 0, true);
        assertThat(video(1).first()).isGreaterThan(video(1).last());
        assertThat(video(1).first()).isEqualTo(video(0).end());
        assertThat(video(2).first()).isEqualTo(video(1).end());
        assertThat(appended.get(3).first()).isEqualTo(appended.get(2).end()).isBetween(0L, 10 * Stamp.HZ);
    }

    /** Runs serve as renditions of one segment. They have the same shift, and each has its own counters. */
    @Test
    void renditionsHaveTheSameShift() throws IOException {
        StreamShape shape = new StreamShape(StreamShape.ABR, 6, 3, 2, List.of(new Variant(90, 0, 100_000, 64_000)));
        index = new IndexChange.TakeLeadership("n1", Sample.NOW, shape, List.of()).applyTo(null);
        Map<Integer, Integer> last = new HashMap<>();
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            boolean otherFormat = ordinal == 2;
            Path source = RUNS.get("a").get(ordinal);
            List<byte[]> files = new ArrayList<>();
            files.add(Files.readAllBytes(source));
            files.add(Files.readAllBytes(RUNS.get(otherFormat ? "c" : "b").get(ordinal)));
            List<TsSegment> before = files.stream().map(TsSegment::read).toList();
            AppendRequest append = PendingSegments.append(source, otherFormat ? "a2" : "a1", ordinal, ordinal != 1);
            IndexChange.AppendSegment change = TimelineRebase.of(
                            index, append, files.stream().map(TsFile::parse).toList(), List.of())
                    .change();
            index = change.applyTo(index);
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
        assertThat(index.timeLine().counters()).isEqualTo(last);
        assertThat(index.renditions()).hasSize(2);
        assertThat(index.rendition(0).height()).isEqualTo(90);
        assertThat(index.rendition(1).height()).isEqualTo(108);
        assertThat(index.rendition(0).audio()).isEqualTo("mp4a.40.2");
        assertThat(index.rendition(0).peak()).isPositive();
    }

    @Test
    void ffmpegReportsNoErrorInTheConcatenatedOutput() throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) {
            append("a", i, i == 0);
        }
        for (int i = 0; i < 3; i++) {
            append("b", i, i == 0);
        }
        append("a", "a2", 1, true);
        Files.write(folder.resolve("output.ts"), output.toByteArray());
        assertThat(PendingSegments.ffmpeg(folder, "-i output.ts -f null -")).isEmpty();
    }

    private Track video(int index) {
        return appended.get(index).video().orElseThrow();
    }
}
