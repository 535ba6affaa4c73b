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

/** An {@link RunVerticle} as the stream sees it: orders go in, cuts and states come out. Cuts of two seconds. */
final class Followed {
    private static final Duration LIMIT = Duration.ofSeconds(25);

    final List<PendingSegment> cuts = new CopyOnWriteArrayList<>();
    final List<RunStatus> states = new CopyOnWriteArrayList<>();
    /** The bytes of each cut's file, read as soon as it was heard of. */
    final Map<PendingSegment, byte[]> files = new HashMap<>();
    /** The same of each rendition. */
    final Map<PendingSegment, List<byte[]>> renditions = new HashMap<>();

    private final Bus bus;
    private final Path folder;

    private Followed(Bus bus, Path folder) {
        this.bus = bus;
        this.folder = folder;
    }

    static Followed deploy(Vertx vertx, Path folder, Map<String, String> more) throws TimeoutException {
        return deploy(vertx, folder, more, List.of());
    }

    static Followed deploy(Vertx vertx, Path folder, Map<String, String> more, List<Variant> variants)
            throws TimeoutException {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("HLS_SEGMENT_TIME", "2");
        environment.putIfAbsent("INPUT_UNFIT", "refuse");
        Followed followed = new Followed(new Bus(vertx), folder);
        followed.bus.subscribe(Addresses.RUN_STATE, followed.states::add);
        followed.bus.subscribe(Addresses.CUT, followed::take);
        vertx.deployVerticle(
                        new RunVerticle(Config.from(environment), 3000, variants, folder, new SimpleMeterRegistry()))
                .await(20, TimeUnit.SECONDS);
        return followed;
    }

    private synchronized void take(PendingSegment cut) {
        try {
            List<byte[]> all = new ArrayList<>();
            for (PendingSegment.File file : cut.files()) {
                all.add(Files.readAllBytes(Path.of(file.path())));
            }
            files.put(cut, all.get(0));
            renditions.put(cut, all);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        cuts.add(cut);
    }

    /** Orders a run to begin. */
    void begin(String run, String head, String resumes) throws TimeoutException {
        call(Addresses.RUN_START, new StartRun(run, head, resumes, null, false, 0, 0));
    }

    /** Orders a run to begin at a place in the input, and to leave out nothing from there on. */
    void beginAt(String run, String head, Position place) throws TimeoutException {
        call(Addresses.RUN_START, new StartRun(run, head, null, place, true, 0, 0));
    }

    void end(String run, StopRun.Mode how) throws TimeoutException {
        call(Addresses.RUN_STOP, new StopRun(run, how));
    }

    /** Waits for so many cuts of a run. */
    void cuts(String run, int count) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(cutsOf(run)).as("%s", states).hasSizeGreaterThanOrEqualTo(count));
    }

    List<PendingSegment> cutsOf(String run) {
        return cuts.stream().filter(cut -> cut.run().equals(run)).toList();
    }

    /** Waits for a run's end; what was told of it. */
    RunStatus ended(String run) {
        return await().atMost(LIMIT)
                .until(
                        () -> states.stream()
                                .filter(state -> state.run().equals(run) && state.phase() == RunStatus.Phase.ENDED)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    boolean hasEnded(String run) {
        return states.stream().anyMatch(state -> state.run().equals(run) && state.phase() == RunStatus.Phase.ENDED);
    }

    /** Waits until a run's child is there. */
    ProcessHandle child(String run) {
        return await().atMost(LIMIT).until(() -> find(run), Optional::isPresent).orElseThrow();
    }

    /** The child that works in the run's folder. */
    Optional<ProcessHandle> find(String run) {
        Path work = folder.resolve(run);
        return ProcessHandle.current()
                .children()
                .filter(child -> {
                    try {
                        return Files.readSymbolicLink(Path.of("/proc", Long.toString(child.pid()), "cwd"))
                                .equals(work.toRealPath());
                    } catch (IOException e) {
                        return false;
                    }
                })
                .findFirst();
    }

    private <Q, A> void call(Call<Q, A> call, Q question) throws TimeoutException {
        bus.request(call, question).await(10, TimeUnit.SECONDS);
    }
}
