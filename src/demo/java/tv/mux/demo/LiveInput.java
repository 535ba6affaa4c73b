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
 * A synthetic live HLS input: a moving picture with a clock and a tone, encoded by one FFmpeg child as time passes.
 * What holds the child back is its pipe, which is read at the wall clock's pace; a JVM that is killed takes the child
 * with it, as its pipe breaks.
 */
public final class LiveInput {
    private static final Logger LOG = LoggerFactory.getLogger(LiveInput.class);
    private static final long START_TIMEOUT_S = 30;
    private static final long STOP_TIMEOUT_S = 3;

    private final Vertx vertx;
    private final String ffmpeg;
    private final Spec spec;
    private final Consumer<LiveSegment> recorder;
    private final CompletableFuture<Void> standing = new CompletableFuture<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile List<LiveSegment> kept = List.of();
    private volatile Process child;
    private volatile String lastError = "";

    /** An input encoded by the {@code ffmpeg} of the path. */
    public LiveInput(Vertx vertx, Spec spec) {
        this(vertx, "ffmpeg", spec, segment -> {});
    }

    /**
     * An input.
     *
     * @param ffmpeg the FFmpeg to run
     * @param recorder gets every segment before it is listed, on the input's own thread
     */
    public LiveInput(Vertx vertx, String ffmpeg, Spec spec, Consumer<LiveSegment> recorder) {
        this.vertx = vertx;
        this.ffmpeg = ffmpeg;
        this.spec = spec;
        this.recorder = recorder;
    }

    /** Begins; done when the playlist is as long as it will be, failed when FFmpeg cannot do it within 30 s. */
    public Future<Void> start() {
        return vertx.executeBlocking(this::spawn)
                .compose(none -> Future.fromCompletionStage(standing, vertx.getOrCreateContext()))
                .timeout(START_TIMEOUT_S, TimeUnit.SECONDS)
                .recover(e -> stop().transform(ended ->
                        Future.failedFuture(new IOException(problem() + " (" + e.getMessage() + ")", e))));
    }

    /** Ends the child; done when it has gone. */
    public Future<Void> stop() {
        stopped.countDown();
        Process running = child;
        if (running == null) {
            return Future.succeededFuture();
        }
        running.destroyForcibly();
        return Future.fromCompletionStage(running.onExit(), vertx.getOrCreateContext())
                .timeout(STOP_TIMEOUT_S, TimeUnit.SECONDS)
                .mapEmpty();
    }

    /** What the input is like. */
    public Spec spec() {
        return spec;
    }

    /** The segments listed now, oldest first; none in the beginning. */
    public List<LiveSegment> window() {
        List<LiveSegment> now = kept;
        return now.subList(Math.max(0, now.size() - spec.window()), now.size());
    }

    /** The media playlist as of now. */
    public String playlist() {
        return LivePlaylist.of(window(), spec.segmentSeconds(), false);
    }

    /** The bytes of a segment; empty when it is not kept any longer, or not there yet. */
    public Optional<Buffer> segment(long msn) {
        return kept.stream().filter(segment -> segment.msn() == msn).findFirst().map(LiveSegment::data);
    }

    private Void spawn() throws IOException {
        boolean text = TextDrawing.supported(ffmpeg);
        long clock = System.nanoTime();
        // The list's last segment ends now; what is before it is shown with the time it would have been live.
        double first =
                System.currentTimeMillis() / 1000.0 + spec.phaseSeconds() - spec.window() * spec.segmentSeconds();
        List<String> command = EncoderCommand.encode(ffmpeg, spec, first, text);
        child = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        long firstMsn = (long) (first / spec.segmentSeconds());
        thread("errors", () -> readErrors(child.getErrorStream()));
        thread("media", () -> readMedia(child.getInputStream(), clock, firstMsn));
        if (stopped.getCount() == 0) {
            child.destroyForcibly();
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
            child.destroyForcibly();
            standing.completeExceptionally(new IOException("no more media"));
        }
    }

    /** Keeps each for its own duration and the list's after it has left the list (RFC 8216 §6.2.2). */
    private void list(LiveSegment segment) {
        List<LiveSegment> next = new ArrayList<>(kept);
        next.add(segment);
        kept = List.copyOf(next.subList(Math.max(0, next.size() - 2 * spec.window() - 1), next.size()));
        if (next.size() >= spec.window()) {
            standing.complete(null);
        }
    }

    private void readErrors(InputStream pipe) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(pipe, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (stopped.getCount() > 0) {
                    lastError = line;
                    LOG.warn("demo input {}: FFmpeg says: {}", spec.name(), line);
                }
            }
        } catch (IOException e) {
            LOG.debug("demo input {}: FFmpeg's messages cannot be read any longer: {}", spec.name(), e.getMessage());
        }
    }

    private String problem() {
        return "demo input " + spec.name() + ": " + ffmpeg + " gives no more media"
                + (lastError.isEmpty() ? "" : ", it said: " + lastError);
    }
}
