package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.audit.Run;
import tv.mux.demo.Spec;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Ports;

/**
 * Inputs that allow one reader only follow each other: what was read of the one is shown to its end before the other
 * begins.
 */
class SequentialIT {
    private static final Spec EVEN = Spec.of("even", 320, 180, 25).withSegments(3, 3);
    private static final Spec ODD =
            Spec.of("odd", 320, 180, 24).withSegments(3.5, 0.5).withPhase(0.7);
    private static final Map<String, Integer> SEGMENT_FRAMES = Map.of("even", 75, "odd", 84);

    @Test
    void oneAfterTheOther(@TempDir Path folder) {
        Vertx vertx = Vertx.vertx();
        try (Farm farm = Farm.start(vertx, EVEN, ODD)) {
            Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
            settings.put("TRANSITION_MODE", "sequential");
            settings.put("HLS_SEGMENT_TIME", "3");
            farm.move("even");
            try (MuxProcess mux = MuxProcess.start(settings).awaitSegment();
                    HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                farm.move("odd");
                awaitListed(audit, 2);
                farm.move("http://127.0.0.1:" + Ports.free() + "/dead.m3u8", "dead");
                mux.awaitLine("odd is started again");
                awaitListed(audit, 3);
                farm.move("even");
                awaitListed(audit, 4);

                List<Run> runs = audit.runs();
                // What the input that is taken back showed while nobody read it may be missing, and that only.
                assertThat(audit.breaches())
                        .as(audit.report())
                        .allMatch(breach -> breach.startsWith("frames missing over a restart"));
                assertThat(runs).extracting(Run::source).containsExactly("even", "odd", "odd", "even");
                // All that was read is shown: a run ends where an input segment does.
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
                                .map(made -> made.getLong("tookMs"))
                                .toList() + " ms");
            }
        } finally {
            vertx.close().await();
        }
    }

    private static void awaitListed(HlsAudit audit, int runs) {
        await(runs + " runs are listed")
                .atMost(MuxProcess.TIMEOUT)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> audit.runs().size() >= runs);
    }
}
