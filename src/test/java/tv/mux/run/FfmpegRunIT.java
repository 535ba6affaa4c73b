package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

/** Runs on live inputs: one that is cut where its segments end, and one that is cut within them. */
class FfmpegRunIT {
    private static Vertx farmVertx;
    private static Farm farm;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private Followed followed;

    @BeforeAll
    static void sow() {
        farmVertx = Vertx.vertx();
        farm = Farm.start(
                farmVertx,
                Spec.of("even", 192, 108, 25).withSegments(1, 1),
                Spec.of("odd", 160, 90, 30).withSegments(1.5, 0.5));
    }

    @AfterAll
    static void reap() throws TimeoutException {
        farm.close();
        farmVertx.close().await(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void begin() throws TimeoutException {
        followed = Followed.deploy(vertx, folder.resolve("runs"), Map.of());
    }

    @AfterEach
    void end() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"even", "odd"})
    void noPictureIsLostOrRepeatedWhateverBecomesOfTheChild(String input) throws Exception {
        String head = farm.head(input);
        followed.begin("r1", head, null);
        followed.cuts("r1", 2);
        followed.child("r1").destroyForcibly();
        RunStatus crashed = followed.ended("r1");
        assertThat(crashed.cause()).isEqualTo(Cause.CRASHED);
        assertThat(crashed.detail()).contains("ended with code 137");

        followed.begin("r2", head, "r1");
        followed.child("r2").destroyForcibly();
        assertThat(followed.ended("r2").cause()).isEqualTo(Cause.CRASHED);

        followed.begin("r3", head, "r2");
        followed.cuts("r3", 1);
        signal("STOP", followed.child("r3"));
        long began = System.nanoTime();
        RunStatus stuck = followed.ended("r3");
        assertThat(stuck.cause()).isEqualTo(Cause.STUCK);
        assertThat(stuck.detail()).contains("silent for");
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isLessThan(8_000);

        followed.begin("r4", head, "r3");
        followed.cuts("r4", 2);
        followed.end("r4", Mode.KILL);
        assertFollowOneAnother(input);
    }

    @Test
    void aRunThatIsToFinishGivesItsLastCutBeforeItsEnd() throws Exception {
        followed.begin("r1", farm.head("even"), null);
        followed.cuts("r1", 1);
        followed.end("r1", Mode.FINISH);
        RunStatus ended = followed.ended("r1");
        assertThat(ended.cause()).isEqualTo(Cause.STOPPED);
        int heard = followed.cuts.size();
        assertFollowOneAnother("even");
        assertThat(followed.find("r1")).isEmpty();
        followed.end("r1", Mode.KILL);
        await().untilAsserted(() -> assertThat(folder.resolve("runs")).isEmptyDirectory());
        assertThat(followed.cuts).hasSize(heard);
    }

    @Test
    void aRunThatIsKilledIsGoneWithItsFiles() throws Exception {
        followed.begin("r1", farm.head("odd"), null);
        followed.cuts("r1", 1);
        ProcessHandle child = followed.child("r1");
        followed.end("r1", Mode.KILL);
        followed.end("r1", Mode.KILL);
        child.onExit().get(30, TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(folder.resolve("runs")).isEmptyDirectory());
        assertThat(followed.states).noneMatch(state -> state.phase() == Phase.ENDED);
    }

    @Test
    void anInputThatEndsIsShownToItsEnd() throws Exception {
        try {
            followed.begin("r1", farm.head("odd"), null);
            followed.cuts("r1", 1);
            farm.fault("odd", Fault.END);
            RunStatus ended = followed.ended("r1");
            assertThat(ended.cause()).isEqualTo(Cause.ENDED);
            assertFollowOneAnother("odd");
            List<PendingSegment> cuts = followed.cutsOf("r1");
            List<Frame> last = pictures(cuts.get(cuts.size() - 1));
            // Whole segments of 45 pictures.
            assertThat(last.get(last.size() - 1).number() % 45).isEqualTo(44);
        } finally {
            farm.fault("odd", Fault.NONE);
        }
    }

    @Test
    void childrenGoWithTheVerticle() throws Exception {
        followed.begin("r1", farm.head("even"), null);
        followed.begin("r2", farm.head("odd"), null);
        List<ProcessHandle> children = List.of(followed.child("r1"), followed.child("r2"));
        end();
        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }

    /** Pictures, places and numbers of all cuts heard, whichever run they came from. */
    private void assertFollowOneAnother(String input) {
        long next = -1;
        long endedIn = Long.MIN_VALUE;
        for (PendingSegment cut : followed.cuts) {
            List<Frame> pictures = pictures(cut);
            long first = pictures.get(0).number();
            assertThat(next).as("cut %s of %s", cut.ordinal(), cut.run()).isIn(-1L, first);
            assertThat(pictures)
                    .containsExactlyElementsOf(LongStream.range(first, first + pictures.size())
                            .mapToObj(number -> new Frame(input, number))
                            .toList());
            next = first + pictures.size();
            assertThat(cut.firstInput()).isGreaterThanOrEqualTo(endedIn);
            assertThat(cut.end().sequence()).isGreaterThanOrEqualTo(cut.firstInput());
            assertThat(cut.independent()).isTrue();
            endedIn = cut.end().sequence();
        }
        followed.cuts.stream().map(PendingSegment::run).distinct().forEach(run -> assertThat(
                        followed.cutsOf(run).stream().map(PendingSegment::ordinal))
                .containsExactlyElementsOf(
                        java.util.stream.IntStream.range(0, followed.cutsOf(run).size())
                                .boxed()
                                .toList()));
    }

    private List<Frame> pictures(PendingSegment cut) {
        return Pictures.of(followed.files.get(cut), farm.book());
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }
}
