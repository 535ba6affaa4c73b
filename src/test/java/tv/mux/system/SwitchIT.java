package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.audit.Run;
import tv.mux.demo.Spec;
import tv.mux.harness.MuxProcess;

/** The scheduler moves again and again over inputs of all shapes: the output goes on, and not a picture is missing. */
class SwitchIT {
    private static final long SEED = 7;
    private static final int MOVES = 5;

    private static final List<Spec> SHAPES = List.of(
            Spec.of("two", 320, 180, 25),
            Spec.of("four", 320, 180, 30).withSegments(4, 4).withWindow(4),
            Spec.of("three", 320, 180, 24).withSegments(3, 1.5).withPhase(1.1).withWindow(5),
            Spec.of("six", 320, 180, 25).withSegments(6, 3).withPhase(0.7).withWindow(4));

    @Test
    void movesAtRandomOverAllShapes(@TempDir Path folder) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (Farm farm = Farm.start(vertx, SHAPES.toArray(Spec[]::new));
                MuxProcess mux = MuxProcess.start(MuxProcess.settings(folder, farm.apiUrl()))) {
            Random random = new Random(SEED);
            List<String> moves = new ArrayList<>(List.of("two"));
            farm.move("two");
            mux.awaitSegment();
            try (HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                while (moves.size() <= MOVES) {
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(2_500, 5_500));
                    moves.add(other(random, moves.get(moves.size() - 1)));
                    farm.move(moves.get(moves.size() - 1));
                    // A machine that is too busy for this pace gets another one: what counts is the order.
                    awaitListed(audit, moves);
                }
                assertThat(audit.breaches()).as(audit.report()).isEmpty();
                assertThat(audit.runs()).extracting(Run::source).isEqualTo(moves);
                assertThat(farm.book().duplicates()).isZero();
                assertThat(mux.switches()).hasSize(moves.size()).allMatch(made -> made.getBoolean("done"));
                System.out.print("SwitchIT: " + audit.report());
                System.out.println("SwitchIT: switches took "
                        + mux.switches().stream().map(SwitchIT::time).toList());
            }
        } finally {
            vertx.close().await();
        }
    }

    private static void awaitListed(HlsAudit audit, List<String> moves) {
        await("listed: " + moves)
                .atMost(MuxProcess.TIMEOUT)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> audit.runs().size() >= moves.size());
    }

    private static String other(Random random, String than) {
        List<String> others = SHAPES.stream()
                .map(Spec::name)
                .filter(name -> !name.equals(than))
                .toList();
        return others.get(random.nextInt(others.size()));
    }

    private static String time(JsonObject made) {
        return made.getString("to") + " " + made.getLong("tookMs") + " ms";
    }
}
