package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.bus.Call;
import tv.mux.config.Config;
import tv.mux.config.Variant;
import tv.mux.model.PendingSegment;
import tv.mux.model.Position;
import tv.mux.model.StartRun;
import tv.mux.model.StopRun;
import tv.mux.status.RunStatus;

/**
 * Deploys a {@link RunVerticle} for a test: sends orders over the bus and collects segments and states. The segments
 * last two seconds.
 */
final class RunHarness {
    private static final Duration LIMIT = Duration.ofSeconds(25);

    final List<PendingSegment> segments = new CopyOnWriteArrayList<>();
    final List<RunStatus> statuses = new CopyOnWriteArrayList<>();
    /** The bytes of the source rendition of each segment. */
    final Map<PendingSegment, byte[]> sources = new HashMap<>();
    /** The bytes of each rendition of each segment. */
    final Map<PendingSegment, List<byte[]>> renditions = new HashMap<>();

    private final Bus bus;
    private final Path directory;

    private RunHarness(Bus bus, Path directory) {
        this.bus = bus;
        this.directory = directory;
    }

    static RunHarness deploy(Vertx vertx, Path directory, Map<String, String> settings) throws TimeoutException {
        return deploy(vertx, directory, settings, List.of());
    }

    static RunHarness deploy(Vertx vertx, Path directory, Map<String, String> settings, List<Variant> variants)
            throws TimeoutException {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("HLS_SEGMENT_TIME", "2");
        environment.putIfAbsent("INPUT_UNFIT", "refuse");
        RunHarness runs = new RunHarness(new Bus(vertx), directory);
        runs.bus.subscribe(Addresses.RUN_STATE, runs.statuses::add);
        runs.bus.subscribe(Addresses.SEGMENT_FINISHED, runs::collect);
        vertx.deployVerticle(
                        new RunVerticle(Config.from(environment), 3000, variants, directory, new SimpleMeterRegistry()))
                .await(20, TimeUnit.SECONDS);
        return runs;
    }

    private synchronized void collect(PendingSegment segment) {
        try {
            List<byte[]> all = new ArrayList<>();
            for (PendingSegment.File file : segment.files()) {
                all.add(Files.readAllBytes(Path.of(file.path())));
            }
            sources.put(segment, all.get(0));
            renditions.put(segment, all);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        segments.add(segment);
    }

    /** Starts a run. */
    void start(String run, String head, String resumes) throws TimeoutException {
        call(Addresses.RUN_START, new StartRun(run, head, resumes, null, false, 0, 0));
    }

    /** Starts a run at a position of the input. The run must leave out nothing after that position. */
    void startAt(String run, String head, Position position) throws TimeoutException {
        call(Addresses.RUN_START, new StartRun(run, head, null, position, true, 0, 0));
    }

    void stop(String run, StopRun.Mode mode) throws TimeoutException {
        call(Addresses.RUN_STOP, new StopRun(run, mode));
    }

    /** Waits until a run has produced a number of segments. */
    void awaitSegments(String run, int count) {
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(segmentsOf(run)).as("%s", statuses).hasSizeGreaterThanOrEqualTo(count));
    }

    List<PendingSegment> segmentsOf(String run) {
        return segments.stream().filter(segment -> segment.run().equals(run)).toList();
    }

    /** Waits for the end of a run and returns its last status. */
    RunStatus awaitEnd(String run) {
        return await().atMost(LIMIT)
                .until(
                        () -> statuses.stream()
                                .filter(status -> status.run().equals(run) && status.phase() == RunStatus.Phase.ENDED)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    boolean hasEnded(String run) {
        return statuses.stream()
                .anyMatch(status -> status.run().equals(run) && status.phase() == RunStatus.Phase.ENDED);
    }

    /** Waits until the process of a run exists. */
    ProcessHandle awaitProcess(String run) {
        return await().atMost(LIMIT)
                .until(() -> findProcess(run), Optional::isPresent)
                .orElseThrow();
    }

    /** The process that works in the directory of a run. */
    Optional<ProcessHandle> findProcess(String run) {
        Path work = directory.resolve(run);
        return ProcessHandle.current()
                .children()
                .filter(process -> {
                    try {
                        return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                                .equals(work.toRealPath());
                    } catch (IOException e) {
                        return false;
                    }
                })
                .findFirst();
    }

    private <Q, A> void call(Call<Q, A> call, Q request) throws TimeoutException {
        bus.request(call, request).await(10, TimeUnit.SECONDS);
    }
}
