package tv.mux.icecast;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.model.Segment;
import tv.mux.playout.OutputFormat;
import tv.mux.playout.PcmSection;
import tv.mux.playout.PlayClock;
import tv.mux.playout.PlayoutBuffer;
import tv.mux.playout.Reserve;

/**
 * Converts published segments to a continuous stream of coded audio frames, at real-time speed. A decoder for each run
 * fills a buffer, the clock empties the buffer, and one encoder codes the audio. If the buffer is empty, the stream has
 * silence. Runs on one context.
 */
final class AudioPipeline {
    private static final Logger LOG = LoggerFactory.getLogger(AudioPipeline.class);
    private static final long TICK_MS = 40;
    /** Audio that the buffer holds. Some switches and inputs delay segments by this much. */
    private static final long TARGET_MS = 4_000;

    private static final long SLACK_MS = 2_000;
    /** Maximum backlog of the clock, after an encoder that hung or a suspended machine. */
    private static final long MAX_BACKLOG_MS = 4_000;
    /** Maximum audio that is written to the encoder at once. */
    private static final long MAX_WRITE_MS = 200;

    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final String ffmpeg;
    private final OutputFormat format;
    private final IcecastMetrics metrics;
    private final Consumer<Segment> onSegmentStarted;
    private final PlayoutBuffer buffer;
    private final PlayClock clock;
    private final AudioEncoder encoder;
    private final Set<AudioDecoder> decoders = new HashSet<>();
    private final long timer;
    private DecodedRun current;

    /**
     * The run that segments are appended to.
     *
     * @param nextMsn media sequence number of the segment that continues the run
     * @param decoder the run's decoder, or null if the run has no audio
     */
    private record DecodedRun(String run, long nextMsn, PcmSection output, AudioDecoder decoder) {
        boolean continuesWith(Segment segment, boolean hasAudio) {
            boolean open = hasAudio ? decoder != null && !decoder.closed() : decoder == null;
            return open && run.equals(segment.run()) && nextMsn == segment.msn();
        }

        DecodedRun after(Segment segment) {
            return new DecodedRun(run, segment.msn() + 1, output, decoder);
        }
    }

    /**
     * Starts the stream, with silence.
     *
     * @param ffmpeg path of the FFmpeg program
     * @param onFrame receives the coded frames, at real-time speed
     * @param onSegmentStarted receives each segment when its first audio is sent to the encoder
     */
    AudioPipeline(
            Vertx vertx,
            WorkerExecutor workers,
            String ffmpeg,
            OutputFormat format,
            IcecastMetrics metrics,
            Consumer<byte[]> onFrame,
            Consumer<Segment> onSegmentStarted) {
        this.vertx = vertx;
        this.workers = workers;
        this.ffmpeg = ffmpeg;
        this.format = format;
        this.metrics = metrics;
        this.onSegmentStarted = onSegmentStarted;
        this.buffer = new PlayoutBuffer(new Reserve(format.samples(TARGET_MS), format.samples(SLACK_MS)));
        this.clock = new PlayClock(format.rate(), format.samples(MAX_BACKLOG_MS), System.nanoTime());
        this.encoder = new AudioEncoder(
                vertx,
                workers,
                AudioCommand.encoder(ffmpeg, format),
                format.framing(),
                onFrame,
                metrics::encoderExited);
        this.timer = vertx.setPeriodic(TICK_MS, id -> tick());
    }

    private void tick() {
        encoder.check();
        long due = Math.min(clock.due(System.nanoTime()), format.samples(MAX_WRITE_MS));
        if (due == 0 || !encoder.ready()) {
            return;
        }
        clock.sent(due);
        PlayoutBuffer.Played played = buffer.take((int) due);
        metrics.silence(played.silent() / (double) format.rate());
        encoder.write(played.pcm());
        played.startedSegment().ifPresent(onSegmentStarted);
    }

    /**
     * Appends the next segment.
     *
     * @param audio the segment without its video packets; empty if the segment has no audio
     */
    void append(Segment segment, byte[] audio) {
        boolean hasAudio = audio.length > 0;
        boolean newRun = current == null || !current.continuesWith(segment, hasAudio);
        if (newRun) {
            endRun();
            current = startRun(segment, hasAudio);
        }
        correctReserve(segment, newRun);
        long samples = format.samples(segment.durationMs());
        if (hasAudio) {
            current.output().startSegment(segment, samples);
            current.decoder().decode(audio);
        } else {
            current.output().startSegment(segment, 0);
            current.output().silence(samples);
        }
        current = current.after(segment);
    }

    private void endRun() {
        if (current == null) {
            return;
        }
        if (current.decoder() == null) {
            current.output().end();
        } else {
            current.decoder().finish();
        }
    }

    private DecodedRun startRun(Segment segment, boolean hasAudio) {
        PcmSection output = buffer.startSection();
        AudioDecoder decoder =
                hasAudio ? new AudioDecoder(vertx, workers, AudioCommand.decoder(ffmpeg, format), output) : null;
        if (decoder != null) {
            decoders.add(decoder);
            decoder.exit().onComplete(done -> decoders.remove(decoder));
        }
        return new DecodedRun(segment.run(), segment.msn(), output, decoder);
    }

    private void correctReserve(Segment segment, boolean newRun) {
        long before = buffer.waiting();
        long correction = buffer.correct(current.output(), newRun);
        if (correction != 0) {
            metrics.corrected(format.ms(correction));
            LOG.debug(
                    "Icecast: {} ms of audio waited before segment {}; {} ms {}",
                    format.ms(before),
                    segment.msn(),
                    format.ms(Math.abs(correction)),
                    correction > 0 ? "of silence inserted" : "removed");
        }
    }

    /** The audio in the buffer, in milliseconds. */
    long reserveMs() {
        return format.ms(buffer.waiting());
    }

    /** Stops the stream, and kills the FFmpeg processes; completes when they have exited. */
    Future<?> stop() {
        vertx.cancelTimer(timer);
        List<Future<?>> exits = new ArrayList<>();
        exits.add(encoder.stop());
        decoders.forEach(decoder -> {
            decoder.kill();
            exits.add(decoder.exit());
        });
        return Future.join(exits);
    }
}
