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
import tv.mux.common.SerialTask;
import tv.mux.config.Config;
import tv.mux.indexing.IndexReader;
import tv.mux.indexing.SegmentFiles;
import tv.mux.model.Segment;
import tv.mux.playout.AudioPackets;
import tv.mux.playout.LiveEdge;
import tv.mux.playout.PcmFormat;
import tv.mux.status.IcecastStatus;
import tv.mux.status.IcecastStatus.Phase;

/**
 * Sends the audio of what is on air to an Icecast server. It is a listener of the published output, like a player:
 * nothing of it reaches back, and the server sees one source for as long as this is deployed, whatever runs come and
 * go.
 */
public final class IcecastVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(IcecastVerticle.class);
    private static final long PERIOD_MS = 1_000;
    private static final long READ_TIMEOUT_MS = 5_000;
    /** For so long the programme goes on without a connection, so that a server that was restarted gets it at once. */
    private static final long ALONE_MS = 60_000;

    private static final long STOP_TIMEOUT_MS = 2_000;
    /** The encoder, two decoders where runs join, and files. */
    private static final int THREADS = 4;

    private final Config.Icecast icecast;
    private final String ffmpeg;
    private final IndexReader log;
    private final Path segmentsDir;
    private final MeterRegistry meters;
    private final PcmFormat sound;

    private Bus bus;
    private WorkerExecutor workers;
    private IcecastMetrics metrics;
    private IcecastSource source;
    private TitleUpdates titles;
    private LiveEdge edge;
    private Optional<Programme> programme = Optional.empty();
    private Optional<Segment> heard = Optional.empty();
    private boolean alone;
    private long aloneSince;
    private final SerialTask reads = new SerialTask(this::readOnce);
    private boolean troubled;
    private boolean stopped;

    /**
     * A source for one mount.
     *
     * @param segmentsDir where the files of the first rendition's segments lie
     */
    public IcecastVerticle(
            Config.Icecast icecast, String ffmpeg, IndexReader log, Path segmentsDir, MeterRegistry meters) {
        this.icecast = icecast;
        this.ffmpeg = ffmpeg;
        this.log = log;
        this.segmentsDir = segmentsDir;
        this.meters = meters;
        this.sound = new PcmFormat(icecast.audioFormat(), icecast.audioBitrate());
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        workers = vertx.createSharedWorkerExecutor("mux-icecast", THREADS, 1, TimeUnit.MINUTES);
        metrics = new IcecastMetrics(meters);
        titles = new TitleUpdates(vertx, icecast, metrics);
        source = new IcecastSource(vertx, icecast, sound, metrics, this::moved);
        bus.subscribe(Addresses.PUBLISHED, hint -> reads.request());
        vertx.setPeriodic(PERIOD_MS, id -> {
            endAlone();
            reads.request();
            tell();
        });
        return Future.succeededFuture();
    }

    // ---- the connection -------------------------------------------------------------------------------------------

    private void moved() {
        if (source.phase() == Phase.CONNECTING) {
            if (!alone) {
                aloneSince = MonotonicClock.nowMs();
            }
            titles.closed();
        } else if (source.phase() == Phase.SENDING) {
            if (programme.isEmpty()) {
                begin();
            }
            titles.opened();
        }
        alone = source.phase() == Phase.CONNECTING;
        metrics.sending(source.phase() == Phase.SENDING);
        tell();
    }

    private void begin() {
        edge = new LiveEdge();
        heard = Optional.empty();
        programme = Optional.of(
                new Programme(vertx, workers, ffmpeg, sound, metrics, frame -> source.send(frame), this::begun));
        reads.request();
    }

    private void endAlone() {
        if (alone && MonotonicClock.nowMs() - aloneSince >= ALONE_MS) {
            programme.ifPresent(Programme::stop);
            programme = Optional.empty();
            heard = Optional.empty();
        }
    }

    private void begun(Segment segment) {
        heard = Optional.of(segment);
        titles.show(segment.title());
    }

    private void tell() {
        if (stopped) {
            return;
        }
        metrics.reserve(programme.map(Programme::reserveMs).orElse(0L));
        bus.publish(Addresses.ICECAST_STATE, state(source.phase()));
    }

    private IcecastStatus state(Phase phase) {
        return new IcecastStatus(
                phase,
                source.address(),
                source.since(),
                source.trouble().map(trouble -> trouble.kind().tag()).orElse(""),
                source.trouble().map(IcecastTrouble::text).orElse(""),
                source.failures(),
                heard.map(Segment::title).orElse(""),
                heard.map(Segment::msn).orElse(-1L),
                programme.map(Programme::reserveMs).orElse(0L),
                source.sentBytes(),
                source.droppedMs());
    }

    // ---- what is published ----------------------------------------------------------------------------------------

    /** Reads the index, and plays the segments that are new. */
    private Future<?> readOnce() {
        if (programme.isEmpty()) {
            return Future.succeededFuture();
        }
        Programme playing = programme.get();
        LiveEdge from = edge;
        return Future.fromCompletionStage(log.read().toCompletionStage(), context)
                .timeout(READ_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .compose(entry -> play(playing, from.fresh(entry)))
                .onSuccess(done -> troubled = false)
                .onFailure(this::told);
    }

    private Future<Void> play(Programme playing, List<Segment> segments) {
        Future<Void> played = Future.succeededFuture();
        for (Segment segment : segments) {
            played = played.compose(before -> workers.executeBlocking(() -> audio(segment), false)
                            .timeout(READ_TIMEOUT_MS, TimeUnit.MILLISECONDS))
                    .map(audio -> {
                        playing.segment(segment, audio);
                        return null;
                    });
        }
        return played;
    }

    private byte[] audio(Segment segment) throws IOException {
        return AudioPackets.of(SegmentFiles.bytes(segmentsDir, segment, SegmentFiles.SOURCE));
    }

    private void told(Throwable e) {
        if (!troubled) {
            LOG.warn("Icecast misses what was published: {}; listeners hear silence", e.toString());
        }
        troubled = true;
    }

    @Override
    public Future<?> stop() {
        Future<?> down = Future.join(
                        source.stop(),
                        titles.stop(),
                        programme.<Future<?>>map(Programme::stop).orElse(Future.succeededFuture()))
                .timeout(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        programme = Optional.empty();
        return down.transform(done -> {
            stopped = true;
            bus.publish(Addresses.ICECAST_STATE, state(Phase.OFF));
            metrics.close();
            return workers.close();
        });
    }
}
