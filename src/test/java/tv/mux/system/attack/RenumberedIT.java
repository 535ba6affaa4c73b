package tv.mux.system.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.audit.Run;
import tv.mux.demo.Fault;
import tv.mux.demo.Spec;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Waits;

/** An input that renumbers at every reload is unfit for a while: its media does not leave again and again. */
class RenumberedIT {
    private static final Spec INPUT =
            Spec.of("one", 320, 180, 25).withSegments(1, 1).withWindow(8);

    @Test
    void isUnfitForAWhileAndThenReadAgain(@TempDir Path folder) {
        Vertx vertx = Vertx.vertx();
        try (Farm farm = Farm.start(vertx, INPUT)) {
            Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
            settings.put("HLS_SEGMENT_TIME", "2");
            settings.put("SLATE_HOLD", "0");
            farm.move("one");
            try (MuxProcess mux = MuxProcess.start(settings).awaitSegment();
                    HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                Waits.awaitSegments(audit, 2);
                farm.fault("one", Fault.RENUMBERED);
                mux.awaitLine("its numbering has started over 3 times");
                await("the status says why").atMost(MuxProcess.TIMEOUT).until(() -> trouble(mux)
                        .contains("its numbering has started over"));
                long shown = newest(audit);
                farm.fault("one", Fault.NONE);
                await("the input is read again")
                        .atMost(MuxProcess.TIMEOUT)
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> newest(audit) > shown + 25);
                assertThat(audit.driftMax())
                        .as("a target duration of 3 s, and a segment: %s", audit.report())
                        .isLessThan(3 + 3 + 1);
                assertThat(audit.breaches()).as(audit.report()).allMatch(breach -> breach.startsWith("frames "));
                System.out.print("RenumberedIT: " + audit.report());
            }
        } finally {
            vertx.close().await();
        }
    }

    private static String trouble(MuxProcess mux) {
        JsonObject onAir = mux.stream().getJsonObject("onAir", new JsonObject());
        return onAir.getString("trouble") == null ? "" : onAir.getString("trouble");
    }

    /** The number of the input's newest picture that was shown. */
    private static long newest(HlsAudit audit) {
        return audit.runs().stream().mapToLong(Run::last).max().orElse(0);
    }
}
