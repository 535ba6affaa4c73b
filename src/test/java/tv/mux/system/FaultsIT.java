package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.harness.Waits.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Fault;
import tv.mux.demo.Spec;
import tv.mux.harness.MuxProcess;

/** Faults of the input on air: the slate replaces the input in time, and the input returns after the fault. */
@Order(4)
@ExtendWith(VertxExtension.class)
class FaultsIT {
    private static final List<Fault> FAULTS = List.of(
            Fault.NOT_FOUND, Fault.ERROR, Fault.HANG, Fault.STALL, Fault.END, Fault.CORRUPT, Fault.GARBAGE, Fault.SLOW);

    @Test
    void theOutputContinuesThroughEachFault(Vertx vertx, @TempDir Path folder) {
        try (Farm farm = Farm.start(
                vertx, Spec.of("one", 320, 180, 25).withSegments(1, 1).withWindow(8))) {
            Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
            settings.put("HLS_SEGMENT_TIME", "2");
            settings.put("SLATE_HOLD", "0");
            farm.move("one");
            try (MuxProcess mux = MuxProcess.start(settings).awaitSegment();
                    HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                List<String> table = new ArrayList<>();
                for (Fault fault : FAULTS) {
                    table.add(fault + ": " + endure(fault, farm, mux, audit));
                }
                // Allowed: the pictures of the slate, and missing pictures of the input during a fault.
                assertThat(audit.breachesExcept("frames of no input", "frames missing over a restart"))
                        .as(audit.report())
                        .isEmpty();
                System.out.println("FaultsIT: " + String.join("; ", table) + "; longest wait " + audit.longestWait()
                        + " s, drift " + audit.driftMin() + " to " + audit.driftMax() + " s");
            }
        }
    }

    /** Injects a fault, waits for the slate, repairs the input, and waits for it. Returns the durations as text. */
    private static String endure(Fault fault, Farm farm, MuxProcess mux, HlsAudit audit) {
        int before = audit.segments();
        long start = System.nanoTime();
        farm.fault("one", fault);
        // A slow input alone does not put the slate on air.
        await("the output continues without the input: " + fault)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> fault == Fault.SLOW ? audit.segments() >= before + 3 : mux.isSlateOnAir());
        long slate = System.nanoTime();
        farm.fault("one", Fault.NONE);
        int then = audit.segments();
        await("back on air after " + fault)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !mux.isSlateOnAir() && audit.segments() > then);
        return ms(slate - start) + " ms until the slate, " + ms(System.nanoTime() - slate) + " ms back";
    }

    private static long ms(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
