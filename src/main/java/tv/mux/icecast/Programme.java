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
import tv.mux.playout.PcmFormat;
import tv.mux.playout.PcmStretch;
import tv.mux.playout.PlayClock;
import tv.mux.playout.PlayoutBuffer;
import tv.mux.playout.Reserve;

/**
 * What listeners hear, from published segments to coded frames: decoded by a child for each run, played by the clock,
 * coded by one child throughout. Where nothing is published it is silence. Lives on one context, until it is stopped.
 */
final class Programme {
    private static final Logger LOG = LoggerFactory.getLogger(Programme.class);
    private static final long TICK_MS = 40;
    /** Segments come up to so much later than their turn; some switches and inputs want it all. */
    private static final long TARGET_MS = 4_000;

    private static final long SLACK_MS = 2_000;
    /** No more than this is caught up at once, after an encoder that hung or a machine that slept. */
    private static final long LONGEST_HOLE_MS = 4_000;

    private static final long PIECE_MS = 200;

    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final String ffmpeg;
    private final PcmFormat sound;
    private final IcecastMetrics metrics;
    private final Consumer<Segment> onBegun;
    private final PlayoutBuffer playout;
    private final PlayClock clock;
    private final AudioEncoder encoder;
    private final Set<AudioDecoder> decoders = new HashSet<>();
    private final long timer;
    private Line line;

    /** Where the segments of one run go: its decoder, or null where it has no audio. */
    private record Line(String run, long next, PcmStretch stretch, AudioDecoder decoder) {
        boolean takes(Segment segment, boolean audible) {
            boolean open = audible ? decoder != null && !decoder.closed() : decoder == null;
            return open && run.equals(segment.run()) && next == segment.msn();
        }

        Line after(Segment segment) {
            return new Line(run, segment.msn() + 1, stretch, decoder);
        }
    }

    /**
     * Begins with silence.
     *
     * @param ffmpeg the FFmpeg to run
     * @param onFrame gets the coded frames, as fast as they are heard
     * @param onBegun told of each segment when its first sound is on its way
     */
    Programme(
            Vertx vertx,
            WorkerExecutor workers,
            String ffmpeg,
            PcmFormat sound,
            IcecastMetrics metrics,
            Consumer<byte[]> onFrame,
            Consumer<Segment> onBegun) {
        this.vertx = vertx;
        this.workers = workers;
        this.ffmpeg = ffmpeg;
        this.sound = sound;
        this.metrics = metrics;
        this.onBegun = onBegun;
        this.playout = new PlayoutBuffer(new Reserve(sound.samples(TARGET_MS), sound.samples(SLACK_MS)));
        this.clock = new PlayClock(sound.rate(), sound.samples(LONGEST_HOLE_MS), System.nanoTime());
        this.encoder = new AudioEncoder(
                vertx, workers, AudioCommand.encoder(ffmpeg, sound), sound.framing(), onFrame, metrics::encoderEnded);
        this.timer = vertx.setPeriodic(TICK_MS, id -> tick());
    }

    private void tick() {
        encoder.check();
        long due = Math.min(clock.due(System.nanoTime()), sound.samples(PIECE_MS));
        if (due == 0 || !encoder.ready()) {
            return;
        }
        clock.take(due);
        PlayoutBuffer.Played played = playout.take((int) due);
        metrics.silence(played.silent() / (double) sound.rate());
        encoder.write(played.pcm());
        played.begun().ifPresent(onBegun);
    }

    /**
     * Takes the next segment.
     *
     * @param audio its packets without the pictures; empty when it has no audio
     */
    void segment(Segment segment, byte[] audio) {
        boolean audible = audio.length > 0;
        boolean join = line == null || !line.takes(segment, audible);
        if (join) {
            line = begin(segment, audible);
        }
        correct(segment, join);
        long samples = sound.samples(segment.durationMs());
        if (audible) {
            line.stretch().mark(segment, samples);
            line.decoder().feed(audio);
        } else {
            line.stretch().mark(segment, 0);
            line.stretch().silence(samples);
        }
        line = line.after(segment);
    }

    private Line begin(Segment segment, boolean audible) {
        if (line != null) {
            if (line.decoder() == null) {
                line.stretch().end();
            } else {
                line.decoder().finish();
            }
        }
        PcmStretch stretch = playout.begin();
        AudioDecoder decoder =
                audible ? new AudioDecoder(vertx, workers, AudioCommand.decoder(ffmpeg, sound), stretch) : null;
        if (decoder != null) {
            decoders.add(decoder);
            decoder.gone().onComplete(gone -> decoders.remove(decoder));
        }
        return new Line(segment.run(), segment.msn(), stretch, decoder);
    }

    private void correct(Segment segment, boolean join) {
        long before = playout.waiting();
        long correction = playout.correct(line.stretch(), join);
        if (correction != 0) {
            metrics.corrected(sound.ms(correction));
            LOG.debug(
                    "Icecast: {} ms wait before segment {}, {} ms {}",
                    sound.ms(before),
                    segment.msn(),
                    sound.ms(Math.abs(correction)),
                    correction > 0 ? "of silence put in" : "left out");
        }
    }

    /** How much audio waits to be played, milliseconds. */
    long reserveMs() {
        return sound.ms(playout.waiting());
    }

    /** Ends it at once; done when its children are gone. */
    Future<?> stop() {
        vertx.cancelTimer(timer);
        List<Future<?>> gone = new ArrayList<>();
        gone.add(encoder.stop());
        decoders.forEach(decoder -> {
            decoder.kill();
            gone.add(decoder.gone());
        });
        return Future.join(gone);
    }
}
