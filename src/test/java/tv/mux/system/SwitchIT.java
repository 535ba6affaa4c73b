package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.harness.Waits.awaitRuns;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.audit.Run;
import tv.mux.demo.Spec;
import tv.mux.harness.MuxProcess;

/** Random switches between inputs with different segment lengths: the output continues, and no picture is missing. */
@ExtendWith(VertxExtension.class)
class SwitchIT {
    private static final long SEED = 7;
    private static final int MOVES = 5;

    private static final List<Spec> INPUTS = List.of(
            Spec.of("two", 320, 180, 25),
            Spec.of("four", 320, 180, 30).withSegments(4, 4).withWindow(4),
            Spec.of("three", 320, 180, 24).withSegments(3, 1.5).withPhase(1.1).withWindow(5),
            Spec.of("six", 320, 180, 25).withSegments(6, 3).withPhase(0.7).withWindow(4));

    @Test
    void randomSwitchesLoseNoPicture(Vertx vertx, @TempDir Path folder) throws Exception {
        try (Farm farm = Farm.start(vertx, INPUTS.toArray(Spec[]::new));
                MuxProcess mux = MuxProcess.start(MuxProcess.settings(folder, farm.apiUrl()))) {
            Random random = new Random(SEED);
            List<String> moves = new ArrayList<>(List.of("two"));
            farm.move("two");
            mux.awaitSegment();
            try (HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                while (moves.size() <= MOVES) {
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(2_500, 5_500));
                    moves.add(otherInput(random, moves.get(moves.size() - 1)));
                    farm.move(moves.get(moves.size() - 1));
                    // A busy machine may need longer than the interval between moves. The order of the runs matters,
                    // not the pace.
                    awaitRuns(audit, moves.size());
                }
                assertThat(audit.breaches()).as(audit.report()).isEmpty();
                assertThat(audit.runs()).extracting(Run::source).isEqualTo(moves);
                assertThat(farm.book().duplicates()).isZero();
                assertThat(mux.switches()).hasSize(moves.size()).allMatch(change -> change.getBoolean("done"));
                System.out.print("SwitchIT: " + audit.report());
                System.out.println("SwitchIT: switches took "
                        + mux.switches().stream().map(SwitchIT::duration).toList());
            }
        }
    }

    private static String otherInput(Random random, String current) {
        List<String> others = INPUTS.stream()
                .map(Spec::name)
                .filter(name -> !name.equals(current))
                .toList();
        return others.get(random.nextInt(others.size()));
    }

    private static String duration(JsonObject change) {
        return change.getString("to") + " " + change.getLong("tookMs") + " ms";
    }
}
