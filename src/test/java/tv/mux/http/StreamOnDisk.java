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

/** A log in memory whose segments are real files of random bytes. */
final class StreamOnDisk implements IndexReader {
    static final int LIST_SIZE = 5;

    private final Path dir;
    private final AtomicReference<Future<Optional<StreamIndex>>> entry =
            new AtomicReference<>(Future.succeededFuture(Optional.empty()));
    private final AtomicInteger reads = new AtomicInteger();
    private final List<Segment> segments = new ArrayList<>();

    StreamOnDisk(Path dir) {
        this.dir = dir;
    }

    @Override
    public Future<Optional<StreamIndex>> read() {
        reads.incrementAndGet();
        return entry.get();
    }

    /** Waits until what the log says now has been read, and something was made of it. */
    void awaitTaken() {
        int before = reads.get();
        // The next read may have begun already; the one after it begins when that one is done with.
        await().until(() -> reads.get() >= before + 2);
    }

    /** Appends a segment with its file. */
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

    /** Puts the log back to its first segments. */
    void goBackTo(int count) {
        entry.set(Future.succeededFuture(Optional.of(entryOf(segments.subList(0, count)))));
    }

    /** Says of the last segment that it came from another run. */
    void tellOtherwise() {
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
        entry.set(Future.succeededFuture(Optional.of(entryOf(other))));
    }

    void fail(String why) {
        entry.set(Future.failedFuture(why));
    }

    void publish() {
        entry.set(Future.succeededFuture(Optional.of(entryOf(segments))));
    }

    byte[] write(Segment segment) throws IOException {
        byte[] bytes = bytes(segment);
        Files.write(dir.resolve(segment.file()), bytes);
        return bytes;
    }

    /** What a segment consists of. */
    static byte[] bytes(Segment segment) {
        byte[] bytes = new byte[Math.toIntExact(segment.bytes().get(0))];
        new Random(segment.msn()).nextBytes(bytes);
        return bytes;
    }

    private static StreamIndex entryOf(List<Segment> segments) {
        return Indexes.of(new StreamShape("copy", 6, LIST_SIZE, 1), segments);
    }
}
