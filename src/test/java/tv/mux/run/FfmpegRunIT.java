package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.mux.audit.Farm;
import tv.mux.audit.Frame;
import tv.mux.audit.Pictures;
import tv.mux.demo.Fault;
import tv.mux.demo.Spec;
import tv.mux.model.PendingSegment;
import tv.mux.model.StopRun.Mode;
import tv.mux.status.RunStatus;
import tv.mux.status.RunStatus.Cause;
import tv.mux.status.RunStatus.Phase;

/**
 * Runs on live inputs. The output segments of the input "even" end where input segments end; those of the input "odd"
 * end within input segments.
 */
@ExtendWith(VertxExtension.class)
class FfmpegRunIT {
    private static Vertx farmVertx;
    private static Farm farm;

    @TempDir
    Path folder;

    private Vertx vertx;
    private RunHarness runs;

    @BeforeAll
    static void startFarm() {
        farmVertx = Vertx.vertx();
        farm = Farm.start(
                farmVertx,
                Spec.of("even", 192, 108, 25).withSegments(1, 1),
                Spec.of("odd", 160, 90, 30).withSegments(1.5, 0.5));
    }

    @AfterAll
    static void stopFarm() throws TimeoutException {
        farm.close();
        farmVertx.close().await(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void deploy(Vertx vertx) throws TimeoutException {
        this.vertx = vertx;
        runs = RunHarness.deploy(vertx, folder.resolve("runs"), Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"even", "odd"})
    void noPictureIsLostOrRepeatedWhenAProcessFails(String input) throws Exception {
        String head = farm.head(input);
        runs.start("r1", head, null);
        runs.awaitSegments("r1", 2);
        runs.awaitProcess("r1").destroyForcibly();
        RunStatus crashed = runs.awaitEnd("r1");
        assertThat(crashed.cause()).isEqualTo(Cause.CRASHED);
        assertThat(crashed.detail()).contains("ended with code 137");

        runs.start("r2", head, "r1");
        runs.awaitProcess("r2").destroyForcibly();
        assertThat(runs.awaitEnd("r2").cause()).isEqualTo(Cause.CRASHED);

        runs.start("r3", head, "r2");
        runs.awaitSegments("r3", 1);
        signal("STOP", runs.awaitProcess("r3"));
        long begin = System.nanoTime();
        RunStatus stuck = runs.awaitEnd("r3");
        assertThat(stuck.cause()).isEqualTo(Cause.STUCK);
        assertThat(stuck.detail()).contains("silent for");
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isLessThan(8_000);

        runs.start("r4", head, "r3");
        runs.awaitSegments("r4", 2);
        runs.stop("r4", Mode.KILL);
        assertContinuous(input);
    }

    @Test
    void aFinishedRunDeliversItsLastSegmentBeforeItsEnd() throws Exception {
        runs.start("r1", farm.head("even"), null);
        runs.awaitSegments("r1", 1);
        runs.stop("r1", Mode.FINISH);
        RunStatus ended = runs.awaitEnd("r1");
        assertThat(ended.cause()).isEqualTo(Cause.STOPPED);
        int count = runs.segments.size();
        assertContinuous("even");
        assertThat(runs.findProcess("r1")).isEmpty();
        runs.stop("r1", Mode.KILL);
        await().untilAsserted(() -> assertThat(folder.resolve("runs")).isEmptyDirectory());
        assertThat(runs.segments).hasSize(count);
    }

    @Test
    void aKilledRunDeletesItsFiles() throws Exception {
        runs.start("r1", farm.head("odd"), null);
        runs.awaitSegments("r1", 1);
        ProcessHandle child = runs.awaitProcess("r1");
        runs.stop("r1", Mode.KILL);
        runs.stop("r1", Mode.KILL);
        child.onExit().get(30, TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(folder.resolve("runs")).isEmptyDirectory());
        assertThat(runs.statuses).noneMatch(state -> state.phase() == Phase.ENDED);
    }

    @Test
    void anInputIsPublishedToItsEnd() throws Exception {
        try {
            runs.start("r1", farm.head("odd"), null);
            runs.awaitSegments("r1", 1);
            farm.fault("odd", Fault.END);
            RunStatus ended = runs.awaitEnd("r1");
            assertThat(ended.cause()).isEqualTo(Cause.ENDED);
            assertContinuous("odd");
            List<PendingSegment> segments = runs.segmentsOf("r1");
            List<Frame> last = pictures(segments.get(segments.size() - 1));
            // The input segments have 45 pictures.
            assertThat(last.get(last.size() - 1).number() % 45).isEqualTo(44);
        } finally {
            farm.fault("odd", Fault.NONE);
        }
    }

    @Test
    void processesEndWithTheVerticle() throws Exception {
        runs.start("r1", farm.head("even"), null);
        runs.start("r2", farm.head("odd"), null);
        List<ProcessHandle> children = List.of(runs.awaitProcess("r1"), runs.awaitProcess("r2"));
        vertx.close().await(10, TimeUnit.SECONDS);
        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }

    /** Checks the pictures, positions and numbers of the segments of all runs. */
    private void assertContinuous(String input) {
        long next = -1;
        long endSequence = Long.MIN_VALUE;
        for (PendingSegment segment : runs.segments) {
            List<Frame> pictures = pictures(segment);
            long first = pictures.get(0).number();
            assertThat(next)
                    .as("segment %s of %s", segment.ordinal(), segment.run())
                    .isIn(-1L, first);
            assertThat(pictures)
                    .containsExactlyElementsOf(LongStream.range(first, first + pictures.size())
                            .mapToObj(number -> new Frame(input, number))
                            .toList());
            next = first + pictures.size();
            assertThat(segment.firstInput()).isGreaterThanOrEqualTo(endSequence);
            assertThat(segment.end().sequence()).isGreaterThanOrEqualTo(segment.firstInput());
            assertThat(segment.independent()).isTrue();
            endSequence = segment.end().sequence();
        }
        runs.segments.stream().map(PendingSegment::run).distinct().forEach(run -> assertThat(
                        runs.segmentsOf(run).stream().map(PendingSegment::ordinal))
                .containsExactlyElementsOf(
                        IntStream.range(0, runs.segmentsOf(run).size()).boxed().toList()));
    }

    private List<Frame> pictures(PendingSegment segment) {
        return Pictures.of(runs.sources.get(segment), farm.book());
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }
}
