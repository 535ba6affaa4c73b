package tv.mux.icecast;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.common.MonotonicClock;
import tv.mux.common.Repeats;
import tv.mux.common.SerialTask;
import tv.mux.config.Config;
import tv.mux.indexing.IndexReader;
import tv.mux.indexing.SegmentFiles;
import tv.mux.model.Segment;
import tv.mux.playout.AudioPackets;
import tv.mux.playout.LiveEdge;
import tv.mux.playout.OutputFormat;
import tv.mux.status.IcecastStatus;
import tv.mux.status.IcecastStatus.Phase;

/**
 * Sends the audio of the published stream to an Icecast server. Only reads what is published, so that it cannot affect
 * the HLS output. The server sees one source without interruption, although runs start and end.
 */
public final class IcecastVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(IcecastVerticle.class);
    private static final long PERIOD_MS = 1_000;
    private static final long READ_TIMEOUT_MS = 5_000;
    /** How long the pipeline runs without a connection, so that a restarted server gets audio at once. */
    private static final long DISCONNECTED_LIMIT_MS = 60_000;

    private static final long STOP_TIMEOUT_MS = 2_000;
    /** One for the encoder, two for the decoders of adjacent runs, one for files. */
    private static final int THREADS = 4;

    private final Config.Icecast icecast;
    private final String ffmpeg;
    private final IndexReader index;
    private final Path segmentsDir;
    private final MeterRegistry meters;
    private final OutputFormat format;
    private final SerialTask reads = new SerialTask(this::readIndex);
    private final Repeats repeats = new Repeats();

    private Bus bus;
    private WorkerExecutor workers;
    private IcecastMetrics metrics;
    private IcecastSource source;
    private TitleUpdates titles;
    private LiveEdge edge;
    private Optional<AudioPipeline> pipeline = Optional.empty();
    private Optional<Segment> sentSegment = Optional.empty();
    private boolean disconnected;
    private long disconnectedSinceMs;
    private boolean stopped;

    /**
     * Creates the source of one mount.
     *
     * @param segmentsDir the folder of the segment files; the audio comes from the first rendition
     */
    public IcecastVerticle(
            Config.Icecast icecast, String ffmpeg, IndexReader index, Path segmentsDir, MeterRegistry meters) {
        this.icecast = icecast;
        this.ffmpeg = ffmpeg;
        this.index = index;
        this.segmentsDir = segmentsDir;
        this.meters = meters;
        this.format = new OutputFormat(icecast.audioFormat(), icecast.audioBitrate());
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        workers = vertx.createSharedWorkerExecutor("mux-icecast", THREADS, 1, TimeUnit.MINUTES);
        metrics = new IcecastMetrics(meters);
        titles = new TitleUpdates(vertx, icecast, metrics);
        source = new IcecastSource(vertx, icecast, format, metrics, this::sourceChanged);
        bus.subscribe(Addresses.PUBLISHED, hint -> reads.request());
        vertx.setPeriodic(PERIOD_MS, id -> {
            stopPipelineIfDisconnected();
            reads.request();
            publishStatus();
        });
        return Future.succeededFuture();
    }

    private void sourceChanged() {
        if (source.phase() == Phase.CONNECTING) {
            if (!disconnected) {
                disconnectedSinceMs = MonotonicClock.nowMs();
            }
            titles.unmounted();
        } else if (source.phase() == Phase.SENDING) {
            if (pipeline.isEmpty()) {
                startPipeline();
            }
            titles.mounted();
        }
        disconnected = source.phase() == Phase.CONNECTING;
        metrics.sending(source.phase() == Phase.SENDING);
        publishStatus();
    }

    private void startPipeline() {
        edge = new LiveEdge();
        sentSegment = Optional.empty();
        pipeline = Optional.of(new AudioPipeline(
                vertx, workers, ffmpeg, format, metrics, frame -> source.send(frame), this::segmentStarted));
        reads.request();
    }

    private void stopPipelineIfDisconnected() {
        if (disconnected && MonotonicClock.nowMs() - disconnectedSinceMs >= DISCONNECTED_LIMIT_MS) {
            pipeline.ifPresent(AudioPipeline::stop);
            pipeline = Optional.empty();
            sentSegment = Optional.empty();
        }
    }

    private void segmentStarted(Segment segment) {
        sentSegment = Optional.of(segment);
        titles.title(segment.title());
    }

    private void publishStatus() {
        if (stopped) {
            return;
        }
        metrics.reserve(pipeline.map(AudioPipeline::reserveMs).orElse(0L));
        bus.publish(Addresses.ICECAST_STATE, status(source.phase()));
    }

    private IcecastStatus status(Phase phase) {
        return new IcecastStatus(
                phase,
                source.address(),
                source.phaseSince(),
                source.failure().map(failure -> failure.reason().tag()).orElse(""),
                source.failure().map(SourceFailure::message).orElse(""),
                source.failures(),
                sentSegment.map(Segment::title).orElse(""),
                sentSegment.map(Segment::msn).orElse(-1L),
                pipeline.map(AudioPipeline::reserveMs).orElse(0L),
                source.sentBytes(),
                source.droppedMs());
    }

    /** Reads the index, and appends the new segments to the pipeline. */
    private Future<?> readIndex() {
        if (pipeline.isEmpty()) {
            return Future.succeededFuture();
        }
        AudioPipeline target = pipeline.get();
        LiveEdge targetEdge = edge;
        return Future.fromCompletionStage(index.read().toCompletionStage(), context)
                .timeout(READ_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .compose(read -> append(target, targetEdge.newSegments(read)))
                .onSuccess(done -> repeats.reset())
                .onFailure(this::logReadFailure);
    }

    private Future<Void> append(AudioPipeline target, List<Segment> segments) {
        Future<Void> appended = Future.succeededFuture();
        for (Segment segment : segments) {
            appended = appended.compose(before -> workers.executeBlocking(() -> readAudio(segment), false)
                            .timeout(READ_TIMEOUT_MS, TimeUnit.MILLISECONDS))
                    .map(audio -> {
                        target.append(segment, audio);
                        return null;
                    });
        }
        return appended;
    }

    private byte[] readAudio(Segment segment) throws IOException {
        return AudioPackets.of(SegmentFiles.bytes(segmentsDir, segment, SegmentFiles.SOURCE));
    }

    private void logReadFailure(Throwable e) {
        int count = repeats.count(e.getClass().getName(), MonotonicClock.nowMs());
        if (count > 0) {
            LOG.warn(
                    "Icecast: could not read the published segments: {}{}; listeners hear silence",
                    e.toString(),
                    count > 1 ? " (" + count + " times so far)" : "");
        }
    }

    @Override
    public Future<?> stop() {
        titles.stop();
        Future<?> closed = Future.join(
                        source.stop(),
                        pipeline.<Future<?>>map(AudioPipeline::stop).orElse(Future.succeededFuture()))
                .timeout(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        pipeline = Optional.empty();
        return closed.transform(done -> {
            stopped = true;
            bus.publish(Addresses.ICECAST_STATE, status(Phase.OFF));
            metrics.close();
            return workers.close();
        });
    }
}
