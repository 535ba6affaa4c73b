package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Fault;
import tv.mux.demo.Spec;
import tv.mux.harness.MuxProcess;

/** Whatever breaks at the input on air: the slate stands in in time, and the picture is back by itself. */
@Order(4)
class FaultsIT {
    private static final List<Fault> FAULTS = List.of(
            Fault.NOT_FOUND, Fault.ERROR, Fault.HANG, Fault.STALL, Fault.END, Fault.CORRUPT, Fault.GARBAGE, Fault.SLOW);

    @Test
    void theOutputGoesOn(@TempDir Path folder) {
        Vertx vertx = Vertx.vertx();
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
                    table.add(fault + ": " + rides(fault, farm, mux, audit));
                }
                // What the input showed during a fault is missed, and the slate is no input's: that, and nothing else.
                assertThat(audit.breaches())
                        .as(audit.report())
                        .allMatch(breach -> breach.startsWith("frames of no input")
                                || breach.startsWith("frames missing over a restart"));
                System.out.println("FaultsIT: " + String.join("; ", table) + "; longest wait " + audit.longestWait()
                        + " s, drift " + audit.driftMin() + " to " + audit.driftMax() + " s");
            }
        } finally {
            vertx.close().await();
        }
    }

    /** Through a fault of the input and back to it; tells how long both took. */
    private static String rides(Fault fault, Farm farm, MuxProcess mux, HlsAudit audit) {
        int before = audit.segments();
        long began = System.nanoTime();
        farm.fault("one", fault);
        // Segments that are only late are no reason for the slate.
        await("the output goes on without the input: " + fault)
                .atMost(MuxProcess.TIMEOUT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> fault == Fault.SLOW ? audit.segments() >= before + 3 : slate(mux));
        long wentOn = System.nanoTime();
        farm.fault("one", Fault.NONE);
        int then = audit.segments();
        await("back on air after " + fault)
                .atMost(MuxProcess.TIMEOUT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !slate(mux) && audit.segments() > then);
        return ms(wentOn - began) + " ms until the slate, " + ms(System.nanoTime() - wentOn) + " ms back";
    }

    private static boolean slate(MuxProcess mux) {
        return mux.stream().getLong("slateSince") != null;
    }

    private static long ms(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
