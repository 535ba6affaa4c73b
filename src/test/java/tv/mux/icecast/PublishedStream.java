package tv.mux.icecast;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.index.Indexes;
import tv.mux.index.StreamIndex;
import tv.mux.index.StreamShape;
import tv.mux.indexing.IndexReader;
import tv.mux.model.Segment;

/** A published stream with a segment of one second every second. FFmpeg makes the runs; each has a tone of its own. */
final class PublishedStream implements IndexReader, AutoCloseable {
    private static final int SECOND_MS = 1_000;

    private final Vertx vertx;
    private final Bus bus;
    private final Path folder;
    private final List<Segment> segments = new ArrayList<>();
    private final long timer;
    private List<Path> files = List.of();
    private String run = "";
    private int position;

    PublishedStream(Vertx vertx, Path folder) {
        this.vertx = vertx;
        this.bus = new Bus(vertx);
        this.folder = folder;
        this.timer = vertx.setPeriodic(SECOND_MS, id -> publishNext());
    }

    /** Publishes a run with this tone from now on, or nothing if the tone is 0 Hz. Blocks while FFmpeg runs. */
    void play(int hz, int seconds) throws Exception {
        List<Path> newFiles = hz == 0 ? List.of() : make(hz, seconds);
        synchronized (this) {
            files = newFiles;
            run = "run" + hz;
            position = 0;
        }
    }

    private List<Path> make(int hz, int seconds) throws Exception {
        Path target = Files.createTempDirectory(folder, "run");
        Process ffmpeg = new ProcessBuilder(
                        "ffmpeg",
                        "-v",
                        "error",
                        "-f",
                        "lavfi",
                        "-i",
                        "sine=frequency=" + hz + ":sample_rate=" + (hz % 100 == 0 ? 44_100 : 48_000),
                        "-t",
                        "" + seconds,
                        "-c:a",
                        "aac",
                        "-f",
                        "segment",
                        "-segment_time",
                        "1",
                        "-segment_format",
                        "mpegts",
                        target.resolve("%04d.ts").toString())
                .inheritIO()
                .start();
        if (!ffmpeg.waitFor(30, TimeUnit.SECONDS) || ffmpeg.exitValue() != 0) {
            throw new IOException("ffmpeg failed");
        }
        try (var all = Files.list(target)) {
            return all.sorted().toList();
        }
    }

    private void publishNext() {
        Segment segment;
        synchronized (this) {
            if (position >= files.size()) {
                return;
            }
            long msn =
                    segments.isEmpty() ? 1 : segments.get(segments.size() - 1).msn() + 1;
            segment = new Segment(
                    msn,
                    0,
                    position == 0,
                    msn * SECOND_MS,
                    SECOND_MS,
                    true,
                    run,
                    1,
                    "",
                    "title " + run,
                    List.of(files.get(position).toFile().length()),
                    List.of());
            try {
                Files.copy(files.get(position++), folder.resolve(segment.file()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            segments.add(segment);
        }
        bus.publish(Addresses.PUBLISHED, segment);
    }

    @Override
    public synchronized Future<Optional<StreamIndex>> read() {
        if (segments.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return Future.succeededFuture(Optional.of(Indexes.of(new StreamShape("copy", 2, 5, 1), segments)));
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
