package tv.mux.run;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Acknowledged;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.common.MonotonicClock;
import tv.mux.config.Config;
import tv.mux.config.Variant;
import tv.mux.files.FileTree;
import tv.mux.input.InputReader;
import tv.mux.input.fetch.InputClient;
import tv.mux.ladder.EncoderSettings;
import tv.mux.ladder.EncoderSpeed;
import tv.mux.model.PendingSegment;
import tv.mux.model.Segment;
import tv.mux.model.StartRun;
import tv.mux.model.StopRun;
import tv.mux.model.StopRun.Mode;
import tv.mux.normalise.DroppedStreams;
import tv.mux.normalise.InputNormaliser;
import tv.mux.normalise.NormaliserSettings;
import tv.mux.process.ChildProcess;
import tv.mux.process.RepeatedKill;
import tv.mux.status.EncoderStatus;
import tv.mux.status.RunStatus;

/** Starts and stops runs as ordered on the bus, and publishes their segments and states there. */
public final class RunVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(RunVerticle.class);
    private static final int THREADS = 24;
    private static final long PROBE_MS = 10_000;
    private static final int PROBE_BYTES = 64 << 10;

    /** Time between two reports of the encoding speed. */
    private static final long SPEED_REPORT_MS = 2_000;

    /** How much later the first segment of an encoder comes, as it holds pictures back and needs time to encode. */
    private static final long ENCODER_DELAY_MS = 2_000;

    private final Config config;
    private final RunContext.Settings settings;
    private final MeterRegistry meters;
    private final Counter segments;
    private final Counter slowEncodings;
    private final Counter damagedSegments;
    private final Map<String, Run> runs = new HashMap<>();
    private final Set<Future<Void>> deletions = new HashSet<>();

    private volatile double speed = Double.NaN;
    private Bus bus;
    private WorkerExecutor workers;
    private InputClient inputs;
    private NormaliserSettings normaliserSettings;
    private RunContext runContext;

    /**
     * Creates the verticle.
     *
     * @param targetMs maximum duration of a segment in milliseconds
     * @param variants the variants of the stream besides the source; none in copy mode
     * @param directory where each run has a directory of its own; all other files there are deleted
     */
    public RunVerticle(Config config, long targetMs, List<Variant> variants, Path directory, MeterRegistry meters) {
        this.config = config;
        this.settings = new RunContext.Settings(
                config.ffmpeg().path(),
                config.hls().segmentTime(),
                targetMs,
                directory,
                List.copyOf(variants),
                EncoderSettings.of(config.abr().preset(), Runtime.getRuntime().availableProcessors()));
        this.meters = meters;
        this.slowEncodings = meters.counter("mux.encode.slow");
        this.segments = meters.counter("mux.cuts");
        this.damagedSegments = meters.counter("mux.input.segments.damaged");
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        workers = vertx.createSharedWorkerExecutor("mux-ffmpeg", THREADS, 1, TimeUnit.HOURS);
        inputs = new InputClient(vertx, config.input(), meters);
        normaliserSettings = new NormaliserSettings(
                config.ffmpeg().path(),
                config.abr().preset(),
                config.abr().gopSize(),
                settings.targetMs(),
                config.input().unfit() == Config.Unfit.TRANSCODE,
                inputs.segmentBytes());
        runContext = new RunContext(
                vertx,
                workers,
                settings,
                new DroppedStreams(),
                new InputHistory(settings.targetMs(), damagedSegments::increment));
        meters.gauge("mux.runs", runs, Map::size);
        if (!settings.variants().isEmpty()) {
            meters.gauge("mux.encode.speed", this, verticle -> verticle.speed);
            vertx.setPeriodic(SPEED_REPORT_MS, id -> reportSpeeds());
        }
        return workers.executeBlocking(this::prepare, false).onSuccess(prepared -> {
            bus.serve(Addresses.RUN_START, this::startRun);
            bus.serve(Addresses.RUN_STOP, this::stopRun);
        });
    }

    /** Deletes the files of an earlier process that has crashed. */
    private Path prepare() throws IOException {
        FileTree.empty(settings.directory());
        return Files.createDirectories(settings.directory());
    }

    /** Checks that FFmpeg can be run. Fails with a message that says what to do. */
    public static Future<Void> probe(Vertx vertx, Config.Ffmpeg ffmpeg) {
        return vertx.executeBlocking(() -> version(vertx, ffmpeg.path()))
                .onSuccess(version -> LOG.info("{}", version))
                .mapEmpty();
    }

    private static String version(Vertx vertx, String ffmpeg) throws IOException {
        String install = "; install it (Debian: apt-get install ffmpeg) or set FFMPEG to its path";
        final Process process;
        try {
            process = ChildProcess.command(List.of(ffmpeg, "-version"))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new IOException("FFMPEG=" + ffmpeg + " cannot be run: " + e.getMessage() + install, e);
        }
        // The program may be any program, so limit both the time and the size of its output.
        long limit = vertx.setTimer(PROBE_MS, id -> RepeatedKill.untilExit(process));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readNBytes(PROBE_BYTES), StandardCharsets.UTF_8);
        vertx.cancelTimer(limit);
        RepeatedKill.untilExit(process);
        process.getInputStream().close();
        String version = output.lines().findFirst().orElse("");
        if (!version.toLowerCase(Locale.ROOT).startsWith("ffmpeg version")) {
            throw new IOException("FFMPEG=" + ffmpeg + " is no FFmpeg: it says " + version + install);
        }
        return version;
    }

    private Future<Acknowledged> startRun(StartRun order) {
        if (!Segment.isRun(order.run())) {
            return Future.failedFuture("run " + order.run() + " is not a valid run id");
        }
        if (runs.containsKey(order.run())) {
            return Future.failedFuture("run " + order.run() + " has been started already");
        }
        Optional<InputFeed> handedOver =
                Optional.ofNullable(order.resumes()).map(runs::get).flatMap(Run::handOver);
        Future<InputFeed> opening = handedOver
                .map(Future::succeededFuture)
                .orElseGet(() -> InputFeed.open(
                        vertx,
                        inputs,
                        order.head(),
                        new InputReader.Start(
                                order.publishedUpTo(),
                                order.continuous(),
                                order.untilDueMs() - (settings.variants().isEmpty() ? 0 : ENCODER_DELAY_MS),
                                order.longestSegmentMs(),
                                settings.segmentTime().toMillis()),
                        new InputNormaliser(
                                workers,
                                normaliserSettings,
                                settings.directory().resolve("input-" + order.run())),
                        runContext.inputs().of(order.head())));
        Run run = new Run(runContext, order.run(), order.head(), opening, this::publish, this::publish);
        runs.put(order.run(), run);
        run.start();
        return Future.succeededFuture(Acknowledged.DONE);
    }

    private void publish(PendingSegment segment) {
        segments.increment();
        bus.publish(Addresses.SEGMENT_FINISHED, segment);
    }

    private void publish(RunStatus status) {
        if (status.phase() != RunStatus.Phase.RUNNING) {
            String cause = status.cause().name().toLowerCase(Locale.ROOT);
            meters.counter("mux.run.states", "phase", status.phase().name().toLowerCase(Locale.ROOT), "cause", cause)
                    .increment();
        }
        if (status.phase() == RunStatus.Phase.TROUBLE) {
            LOG.warn("run {}: {}", status.run(), status.detail());
        }
        bus.publish(Addresses.RUN_STATE, status);
    }

    /** Publishes the encoding speed of each run, sets the metric to the slowest, and warns if a run is too slow. */
    private void reportSpeeds() {
        long now = MonotonicClock.nowMs();
        double slowest = Double.NaN;
        for (Run run : runs.values()) {
            EncoderSpeed encoder = run.speed().orElse(null);
            if (encoder == null) {
                continue;
            }
            EncoderStatus encoding = run.encoderStatus(encoder, now);
            bus.publish(Addresses.ENCODING, encoding);
            if (encoder.factor().isPresent() && !(slowest <= encoding.speed())) {
                slowest = encoding.speed();
            }
            if (encoder.shouldReport(now)) {
                slowEncodings.increment();
                LOG.warn(
                        "run {}: encoding runs at {} of real time for {} s, so the output falls behind; use a faster"
                                + " ABR_PRESET (now {}), fewer or smaller ABR_VARIANTS, or more cores",
                        encoding.run(),
                        String.format(Locale.ROOT, "%.2f", encoding.speed()),
                        EncoderSpeed.WINDOW_MS / 1000,
                        settings.encoder().preset());
            }
        }
        speed = slowest;
    }

    private Future<Acknowledged> stopRun(StopRun order) {
        Run run = runs.get(order.run());
        if (run == null) {
            return Future.succeededFuture(Acknowledged.DONE);
        }
        run.stop(order.mode());
        if (order.mode() == Mode.KILL) {
            runs.remove(order.run());
            Future<Void> deletion = run.clear();
            deletions.add(deletion);
            deletion.onFailure(e -> LOG.warn("the files of run {} cannot be deleted: {}", order.run(), e.toString()))
                    .onComplete(done -> deletions.remove(deletion));
        }
        return Future.succeededFuture(Acknowledged.DONE);
    }

    @Override
    public Future<?> stop() {
        List<Future<Void>> cleared = new ArrayList<>(deletions);
        for (Run run : runs.values()) {
            run.stop(Mode.KILL);
            cleared.add(run.clear());
        }
        return Future.join(cleared)
                .timeout(2, TimeUnit.SECONDS)
                .transform(done -> inputs.close())
                .transform(done -> workers.close());
    }
}
