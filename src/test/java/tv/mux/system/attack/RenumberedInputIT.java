package tv.mux.system.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.audit.Run;
import tv.mux.demo.Fault;
import tv.mux.demo.Spec;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Waits;

/**
 * An input that restarts its media sequence numbers at every reload counts as unusable for a while, so that its
 * segments are not published several times.
 */
@ExtendWith(VertxExtension.class)
class RenumberedInputIT {
    private static final Spec INPUT =
            Spec.of("one", 320, 180, 25).withSegments(1, 1).withWindow(8);

    @Test
    void anInputThatRenumbersIsUnusableForAWhileAndThenReadAgain(Vertx vertx, @TempDir Path folder) {
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
                await("the status contains the reason")
                        .atMost(MuxProcess.TIMEOUT)
                        .until(() -> trouble(mux).contains("its numbering has started over"));
                long before = newestFrame(audit);
                farm.fault("one", Fault.NONE);
                await("the input is read again")
                        .atMost(MuxProcess.TIMEOUT)
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> newestFrame(audit) > before + 25);
                assertThat(audit.driftMax())
                        .as("a target duration of 3 s and one segment: %s", audit.report())
                        .isLessThan(3 + 3 + 1);
                assertThat(audit.breaches()).as(audit.report()).allMatch(breach -> breach.startsWith("frames "));
                System.out.print("RenumberedInputIT: " + audit.report());
            }
        }
    }

    private static String trouble(MuxProcess mux) {
        JsonObject onAir = mux.stream().getJsonObject("onAir", new JsonObject());
        return onAir.getString("trouble") == null ? "" : onAir.getString("trouble");
    }

    /** The number of the newest frame of the input in the output. */
    private static long newestFrame(HlsAudit audit) {
        return audit.runs().stream().mapToLong(Run::last).max().orElse(0);
    }
}
