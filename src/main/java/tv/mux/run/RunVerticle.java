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

/** Begins and ends runs as ordered, and tells what becomes of them. */
public final class RunVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(RunVerticle.class);
    private static final int THREADS = 24;
    private static final long PROBE_MS = 10_000;
    private static final int PROBE_BYTES = 64 << 10;

    /** How often it is told how fast renditions are encoded. */
    private static final long TELL_MS = 2_000;

    /** An encoder holds pictures back, and takes its time: its first cuts come so much later. */
    private static final long ENCODING_MS = 2_000;

    private final Config config;
    private final RunContext.Rules rules;
    private final MeterRegistry meters;
    private final Counter cuts;
    private final Counter slow;
    private final Counter damaged;
    private final Map<String, Run> runs = new HashMap<>();
    private final Set<Future<Void>> clearing = new HashSet<>();

    private volatile double speed = Double.NaN;
    private Bus bus;
    private WorkerExecutor workers;
    private InputClient inputs;
    private NormaliserSettings normal;
    private RunContext room;

    /**
     * With the settings of inputs and FFmpeg.
     *
     * @param targetMs no cut may be longer, milliseconds
     * @param variants the renditions beside the source that the stream was born with; none in copy mode
     * @param directory where runs have their folders while they last; nothing else may lie there
     */
    public RunVerticle(Config config, long targetMs, List<Variant> variants, Path directory, MeterRegistry meters) {
        this.config = config;
        this.rules = new RunContext.Rules(
                config.ffmpeg().path(),
                config.hls().segmentTime(),
                targetMs,
                directory,
                List.copyOf(variants),
                EncoderSettings.of(config.abr().preset(), Runtime.getRuntime().availableProcessors()));
        this.meters = meters;
        this.slow = meters.counter("mux.encode.slow");
        this.cuts = meters.counter("mux.cuts");
        this.damaged = meters.counter("mux.input.segments.damaged");
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        workers = vertx.createSharedWorkerExecutor("mux-ffmpeg", THREADS, 1, TimeUnit.HOURS);
        inputs = new InputClient(vertx, config.input(), meters);
        normal = new NormaliserSettings(
                config.ffmpeg().path(),
                config.abr().preset(),
                config.abr().gopSize(),
                rules.targetMs(),
                config.input().unfit() == Config.Unfit.TRANSCODE,
                inputs.segmentBytes());
        room = new RunContext(
                vertx, workers, rules, new DroppedStreams(), new InputHistory(rules.targetMs(), damaged::increment));
        meters.gauge("mux.runs", runs, Map::size);
        if (!rules.variants().isEmpty()) {
            meters.gauge("mux.encode.speed", this, me -> me.speed);
            vertx.setPeriodic(TELL_MS, id -> tellSpeeds());
        }
        return workers.executeBlocking(this::prepare, false).onSuccess(prepared -> {
            bus.serve(Addresses.RUN_START, this::begin);
            bus.serve(Addresses.RUN_STOP, this::end);
        });
    }

    /** Removes what runs of a process that died have left. */
    private Path prepare() throws IOException {
        FileTree.empty(rules.directory());
        return Files.createDirectories(rules.directory());
    }

    /** Sees that FFmpeg can be run, before anybody counts on it; fails with what is to be done. */
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
        // Whatever it is, and however much it says: once it is dead, there is no more to read.
        long limit = vertx.setTimer(PROBE_MS, id -> RepeatedKill.untilExit(process));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readNBytes(PROBE_BYTES), StandardCharsets.UTF_8);
        vertx.cancelTimer(limit);
        RepeatedKill.untilExit(process);
        process.getInputStream().close();
        String version = said.lines().findFirst().orElse("");
        if (!version.toLowerCase(Locale.ROOT).startsWith("ffmpeg version")) {
            throw new IOException("FFMPEG=" + ffmpeg + " is no FFmpeg: it says " + version + install);
        }
        return version;
    }

    private Future<Acknowledged> begin(StartRun order) {
        if (!Segment.isRun(order.run())) {
            return Future.failedFuture("run " + order.run() + " is not a valid run id");
        }
        if (runs.containsKey(order.run())) {
            return Future.failedFuture("run " + order.run() + " has begun already");
        }
        Optional<InputFeed> taken =
                Optional.ofNullable(order.resumes()).map(runs::get).flatMap(Run::handOver);
        Future<InputFeed> opening = taken.map(Future::succeededFuture)
                .orElseGet(() -> InputFeed.open(
                        vertx,
                        inputs,
                        order.head(),
                        new InputReader.Start(
                                order.publishedUpTo(),
                                order.continuous(),
                                order.untilDueMs() - (rules.variants().isEmpty() ? 0 : ENCODING_MS),
                                order.longestSegmentMs(),
                                rules.segmentTime().toMillis()),
                        new InputNormaliser(workers, normal, rules.directory().resolve("input-" + order.run())),
                        room.inputs().of(order.head())));
        Run run = new Run(room, order.run(), order.head(), opening, this::cut, this::state);
        runs.put(order.run(), run);
        run.begin();
        return Future.succeededFuture(Acknowledged.DONE);
    }

    private void cut(PendingSegment cut) {
        cuts.increment();
        bus.publish(Addresses.CUT, cut);
    }

    private void state(RunStatus state) {
        if (state.phase() != RunStatus.Phase.RUNNING) {
            String cause = state.cause().name().toLowerCase(Locale.ROOT);
            meters.counter("mux.run.states", "phase", state.phase().name().toLowerCase(Locale.ROOT), "cause", cause)
                    .increment();
        }
        if (state.phase() == RunStatus.Phase.TROUBLE) {
            LOG.warn("run {}: {}", state.run(), state.detail());
        }
        bus.publish(Addresses.RUN_STATE, state);
    }

    /** How fast each run encodes; of the slowest there is a metric, and once a line in the log where it is too slow. */
    private void tellSpeeds() {
        long now = MonotonicClock.nowMs();
        double slowest = Double.NaN;
        for (Run run : runs.values()) {
            EncoderSpeed of = run.speed().orElse(null);
            if (of == null) {
                continue;
            }
            EncoderStatus encoding = run.encoding(of, now);
            bus.publish(Addresses.ENCODING, encoding);
            if (of.factor().isPresent() && !(slowest <= encoding.speed())) {
                slowest = encoding.speed();
            }
            if (of.shouldReport(now)) {
                slow.increment();
                LOG.warn(
                        "run {}: encoding runs at {} of real time, and has for {} s: the output falls behind; a faster"
                                + " ABR_PRESET (it is {}), fewer or smaller ABR_VARIANTS, or more cores help",
                        encoding.run(),
                        String.format(Locale.ROOT, "%.2f", encoding.speed()),
                        EncoderSpeed.WINDOW_MS / 1000,
                        rules.encoder().preset());
            }
        }
        speed = slowest;
    }

    private Future<Acknowledged> end(StopRun order) {
        Run run = runs.get(order.run());
        if (run == null) {
            return Future.succeededFuture(Acknowledged.DONE);
        }
        run.stop(order.mode());
        if (order.mode() == Mode.KILL) {
            runs.remove(order.run());
            Future<Void> cleared = run.clear();
            clearing.add(cleared);
            cleared.onFailure(e -> LOG.warn("the files of run {} stay behind: {}", order.run(), e.toString()))
                    .onComplete(done -> clearing.remove(cleared));
        }
        return Future.succeededFuture(Acknowledged.DONE);
    }

    @Override
    public Future<?> stop() {
        List<Future<Void>> gone = new ArrayList<>(clearing);
        for (Run run : runs.values()) {
            run.stop(Mode.KILL);
            gone.add(run.clear());
        }
        return Future.join(gone)
                .timeout(2, TimeUnit.SECONDS)
                .transform(done -> inputs.close())
                .transform(done -> workers.close());
    }
}
