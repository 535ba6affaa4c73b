package tv.mux.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A synthetic live HLS input: a moving picture with a clock and a tone, encoded by one FFmpeg process. The input reads
 * the process's output in real time, so the pipe slows FFmpeg down to real time. If the JVM is killed, the pipe breaks
 * and FFmpeg ends.
 */
public final class LiveInput {
    private static final Logger LOG = LoggerFactory.getLogger(LiveInput.class);
    private static final long START_SECONDS = 30;
    private static final long STOP_SECONDS = 3;

    private final Vertx vertx;
    private final String ffmpeg;
    private final Spec spec;
    private final Consumer<LiveSegment> recorder;
    private final CompletableFuture<Void> playlistFull = new CompletableFuture<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile List<LiveSegment> kept = List.of();
    private volatile Process encoder;
    private volatile String lastError = "";

    /** Creates an input that is encoded by {@code ffmpeg} on the PATH. */
    public LiveInput(Vertx vertx, Spec spec) {
        this(vertx, "ffmpeg", spec, segment -> {});
    }

    /**
     * Creates an input.
     *
     * @param ffmpeg path or name of the FFmpeg command
     * @param recorder gets each segment before the playlist lists it, on a thread of the input
     */
    public LiveInput(Vertx vertx, String ffmpeg, Spec spec, Consumer<LiveSegment> recorder) {
        this.vertx = vertx;
        this.ffmpeg = ffmpeg;
        this.spec = spec;
        this.recorder = recorder;
    }

    /** Starts the encoder. Completes when the playlist has its full length, fails after 30 s. */
    public Future<Void> start() {
        return vertx.executeBlocking(this::spawn)
                .compose(none -> Future.fromCompletionStage(playlistFull, vertx.getOrCreateContext()))
                .timeout(START_SECONDS, TimeUnit.SECONDS)
                .recover(e -> stop().transform(ended ->
                        Future.failedFuture(new IOException(problem() + " (" + e.getMessage() + ")", e))));
    }

    /** Kills the encoder. Completes when the process has ended. */
    public Future<Void> stop() {
        stopped.countDown();
        Process running = encoder;
        if (running == null) {
            return Future.succeededFuture();
        }
        running.destroyForcibly();
        return Future.fromCompletionStage(running.onExit(), vertx.getOrCreateContext())
                .timeout(STOP_SECONDS, TimeUnit.SECONDS)
                .mapEmpty();
    }

    public Spec spec() {
        return spec;
    }

    /** The segments in the playlist, oldest first. Empty until the first segment is encoded. */
    public List<LiveSegment> window() {
        List<LiveSegment> now = kept;
        return now.subList(Math.max(0, now.size() - spec.window()), now.size());
    }

    public String playlist() {
        return LivePlaylist.of(window(), spec.segmentSeconds(), false);
    }

    /** The bytes of a segment. Empty if the input has not encoded the segment yet, or does not keep it any more. */
    public Optional<Buffer> segment(long msn) {
        return kept.stream().filter(segment -> segment.msn() == msn).findFirst().map(LiveSegment::data);
    }

    private Void spawn() throws IOException {
        boolean text = TextDrawing.supported(ffmpeg);
        long clock = System.nanoTime();
        // The playlist's last segment ends now. The clock in the earlier segments shows the time they would have had.
        double first =
                System.currentTimeMillis() / 1000.0 + spec.phaseSeconds() - spec.window() * spec.segmentSeconds();
        List<String> command = EncoderCommand.encode(ffmpeg, spec, first, text);
        encoder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        long firstMsn = (long) (first / spec.segmentSeconds());
        thread("errors", () -> readErrors(encoder.getErrorStream()));
        thread("media", () -> readMedia(encoder.getInputStream(), clock, firstMsn));
        if (stopped.getCount() == 0) {
            encoder.destroyForcibly();
        }
        return null;
    }

    private void thread(String what, Runnable work) {
        Thread thread = new Thread(work, "demo-" + spec.name() + "-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    private void readMedia(InputStream pipe, long clock, long firstMsn) {
        TsSplitter splitter = new TsSplitter(spec.segmentFrames());
        byte[] packet = new byte[TsSplitter.PACKET];
        long count = 0;
        try (InputStream in = new BufferedInputStream(pipe, 64 * TsSplitter.PACKET)) {
            while (in.readNBytes(packet, 0, packet.length) == packet.length) {
                Optional<Buffer> finished = splitter.feed(packet);
                if (finished.isEmpty()) {
                    continue;
                }
                LiveSegment segment = new LiveSegment(firstMsn + count, spec.segmentSeconds(), finished.get());
                recorder.accept(segment);
                count++;
                double due = spec.phaseSeconds() + (count - spec.window()) * spec.segmentSeconds();
                long wait = (long) (due * 1e9) - (System.nanoTime() - clock);
                if (stopped.await(Math.max(0, wait), TimeUnit.NANOSECONDS)) {
                    return;
                }
                list(segment);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            lastError = lastError.isEmpty() ? String.valueOf(e.getMessage()) : lastError;
        } finally {
            if (stopped.getCount() > 0) {
                LOG.warn("{}", problem());
            }
            encoder.destroyForcibly();
            playlistFull.completeExceptionally(new IOException("the encoder has ended"));
        }
    }

    /** Keeps a removed segment for its own duration plus the duration of the playlist (RFC 8216 §6.2.2). */
    private void list(LiveSegment segment) {
        List<LiveSegment> next = new ArrayList<>(kept);
        next.add(segment);
        kept = List.copyOf(next.subList(Math.max(0, next.size() - 2 * spec.window() - 1), next.size()));
        if (next.size() >= spec.window()) {
            playlistFull.complete(null);
        }
    }

    private void readErrors(InputStream pipe) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(pipe, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (stopped.getCount() > 0) {
                    lastError = line;
                    LOG.warn("demo input {}: FFmpeg: {}", spec.name(), line);
                }
            }
        } catch (IOException e) {
            LOG.debug("demo input {}: the messages of FFmpeg cannot be read: {}", spec.name(), e.getMessage());
        }
    }

    private String problem() {
        return "demo input " + spec.name() + ": " + ffmpeg + " produces no media"
                + (lastError.isEmpty() ? "" : ", last message: " + lastError);
    }
}
