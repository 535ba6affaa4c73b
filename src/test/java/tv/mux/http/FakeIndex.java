package tv.mux.http;

import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import tv.mux.index.Indexes;
import tv.mux.index.StreamIndex;
import tv.mux.index.StreamShape;
import tv.mux.indexing.IndexReader;
import tv.mux.model.Segment;

/** A stream index in memory. Its segments are files of random bytes. */
final class FakeIndex implements IndexReader {
    static final int LIST_SIZE = 5;

    private final Path dir;
    private final AtomicReference<Future<Optional<StreamIndex>>> content =
            new AtomicReference<>(Future.succeededFuture(Optional.empty()));
    private final AtomicInteger reads = new AtomicInteger();
    private final List<Segment> segments = new ArrayList<>();

    FakeIndex(Path dir) {
        this.dir = dir;
    }

    @Override
    public Future<Optional<StreamIndex>> read() {
        reads.incrementAndGet();
        return content.get();
    }

    /** Waits until the server has read and processed the present index. */
    void awaitProcessed() {
        int before = reads.get();
        // A read may be in progress. The second read from now begins after the first one has been processed.
        await().until(() -> reads.get() >= before + 2);
    }

    /** Writes the file of a new segment, and appends the segment to the index. */
    Segment append(int bytes) throws IOException {
        Segment segment = next(bytes);
        write(segment);
        return append(segment);
    }

    Segment next(int bytes) {
        long msn = segments.isEmpty() ? 1 : segments.get(segments.size() - 1).msn() + 1;
        return new Segment(msn, 0, false, msn * 4_000, 4_000, true, "r", 1, "", "", List.of((long) bytes), List.of());
    }

    Segment append(Segment segment) {
        segments.add(segment);
        publish();
        return segment;
    }

    void expire(int count) {
        segments.subList(0, count).clear();
        publish();
    }

    /** Reverts the index to its first segments. */
    void goBackTo(int count) {
        content.set(Future.succeededFuture(Optional.of(indexOf(segments.subList(0, count)))));
    }

    /** Changes the last segment in the index: it now comes from another run. */
    void changeLastSegment() {
        List<Segment> other = new ArrayList<>(segments);
        Segment last = other.remove(other.size() - 1);
        other.add(new Segment(
                last.msn(),
                last.discontinuity(),
                false,
                last.dateMs(),
                last.durationMs(),
                true,
                "other",
                2,
                "",
                "",
                last.bytes(),
                List.of()));
        content.set(Future.succeededFuture(Optional.of(indexOf(other))));
    }

    void fail(String why) {
        content.set(Future.failedFuture(why));
    }

    void publish() {
        content.set(Future.succeededFuture(Optional.of(indexOf(segments))));
    }

    byte[] write(Segment segment) throws IOException {
        byte[] bytes = bytes(segment);
        Files.write(dir.resolve(segment.file()), bytes);
        return bytes;
    }

    /** The content of a segment's file. */
    static byte[] bytes(Segment segment) {
        byte[] bytes = new byte[Math.toIntExact(segment.bytes().get(0))];
        new Random(segment.msn()).nextBytes(bytes);
        return bytes;
    }

    private static StreamIndex indexOf(List<Segment> segments) {
        return Indexes.of(new StreamShape("copy", 6, LIST_SIZE, 1), segments);
    }
}
