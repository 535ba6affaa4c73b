package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.harness.Waits.awaitRuns;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.audit.Run;
import tv.mux.demo.Spec;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Ports;

/**
 * Sequential transitions, for inputs that allow one reader only: the segments of the old input are published to their
 * end before the new input is read.
 */
@ExtendWith(VertxExtension.class)
class SequentialIT {
    private static final Spec EVEN = Spec.of("even", 320, 180, 25).withSegments(3, 3);
    private static final Spec ODD =
            Spec.of("odd", 320, 180, 24).withSegments(3.5, 0.5).withPhase(0.7);
    private static final Map<String, Integer> SEGMENT_FRAMES = Map.of("even", 75, "odd", 84);

    @Test
    void publishesAllOfOneInputBeforeTheNext(Vertx vertx, @TempDir Path folder) {
        try (Farm farm = Farm.start(vertx, EVEN, ODD)) {
            Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
            settings.put("TRANSITION_MODE", "sequential");
            settings.put("HLS_SEGMENT_TIME", "3");
            farm.move("even");
            try (MuxProcess mux = MuxProcess.start(settings).awaitSegment();
                    HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                farm.move("odd");
                awaitRuns(audit, 2);
                farm.move("http://127.0.0.1:" + Ports.free() + "/dead.m3u8", "dead");
                mux.awaitLine("odd is started again");
                awaitRuns(audit, 3);
                farm.move("even");
                awaitRuns(audit, 4);

                List<Run> runs = audit.runs();
                // Allowed: missing pictures of odd from the time in which the dead input was tried.
                assertThat(audit.breachesExcept("frames missing over a restart"))
                        .as(audit.report())
                        .isEmpty();
                assertThat(runs).extracting(Run::source).containsExactly("even", "odd", "odd", "even");
                // A run ends where an input segment ends, so all that was read is published.
                assertThat(runs.subList(0, 3))
                        .as(audit.report())
                        .allMatch(run -> (run.last() + 1) % SEGMENT_FRAMES.get(run.source()) == 0);
                mux.awaitOnlyChild();
                assertThat(mux.onAir()).isEqualTo("even");
                assertThat(MuxProcess.objects(mux.stream().getJsonArray("errors")))
                        .extracting(error -> error.getString("text"))
                        .anyMatch(text -> text.contains("refused"));
                System.out.print("SequentialIT: " + audit.report());
                System.out.println("SequentialIT: switches took "
                        + mux.switches().stream()
                                .map(change -> change.getLong("tookMs"))
                                .toList() + " ms");
            }
        }
    }
}
