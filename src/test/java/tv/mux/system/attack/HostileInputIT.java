package tv.mux.system.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Spec;
import tv.mux.harness.LoopWatch;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Waits;

/**
 * Inputs that are made to exhaust Mux, one after the other beside one that is on air, with a heap of 160 MB: what is on
 * air stays whole, no event loop is blocked, and memory stays within bounds.
 */
class HostileInputIT {
    private static final long HEAP_BYTES = 160L << 20;

    /** How long each is tried again and again once it was refused. */
    private static final Duration EACH = Duration.ofSeconds(2);

    @Test
    void whatIsOnAirStaysWhole(@TempDir Path folder) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (Farm farm = Farm.start(
                        vertx, Spec.of("one", 320, 180, 25).withSegments(1, 1).withWindow(8));
                HostileInputs hostile = HostileInputs.serve(vertx)) {
            Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
            settings.put("HLS_SEGMENT_TIME", "2");
            settings.put("JAVA_TOOL_OPTIONS", "-Xmx" + (HEAP_BYTES >> 20) + "m");
            farm.move("one");
            try (MuxProcess mux = MuxProcess.start(LoopWatch.settings(settings)).awaitSegment();
                    HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                Waits.awaitSegments(audit, 3);
                LoopWatch loops = LoopWatch.start(mux);
                List<String> table = new ArrayList<>(List.of("before: " + figures(mux)));
                for (HostileInputs.Kind kind : HostileInputs.Kind.values()) {
                    int said = mux.lines().size();
                    farm.move(hostile.head(kind), kind.name());
                    await(kind + " is refused: " + kind.refusal())
                            .atMost(MuxProcess.TIMEOUT)
                            .until(() -> mux.lines().stream()
                                    .skip(said)
                                    .anyMatch(line -> line.contains(kind.name()) && line.contains(kind.refusal())));
                    int then = audit.segments();
                    await("the output goes on")
                            .atMost(MuxProcess.TIMEOUT)
                            .pollInterval(EACH)
                            .until(() -> audit.segments() > then);
                    assertThat(inputMemory(mux)).isLessThanOrEqualTo(HEAP_BYTES / 4);
                    assertThat(mux.onAir()).isEqualTo("one");
                    table.add(kind + ": " + figures(mux));
                }
                farm.move("one");
                int then = audit.segments();
                Waits.awaitSegments(audit, then + 3);
                table.add("after: " + figures(mux));
                System.out.println("HostileInputIT, starved for " + loops.starvedMs() + " ms:\n  "
                        + String.join("\n  ", table) + "\n  " + audit.report());
                assertThat(audit.breaches()).as(audit.report()).isEmpty();
                assertThat(slates(mux)).isZero();
                loops.assertNoneBlocked();
            }
        } finally {
            vertx.close().await();
        }
    }

    private static String figures(MuxProcess mux) {
        String metrics = MuxProcess.get(mux.admin("/metrics")).body();
        return String.format(
                "heap %.0f MB, inputs %.1f MB, threads %.0f, descriptors %.0f, refused for memory %.0f",
                sum(metrics, "jvm_memory_used_bytes\\{area=\"heap\"[^}]*}") / (1 << 20),
                sum(metrics, "mux_input_memory_bytes") / (1 << 20),
                sum(metrics, "jvm_threads_live_threads"),
                sum(metrics, "process_files_open_files"),
                sum(metrics, "mux_input_memory_refusals_total"));
    }

    private static double inputMemory(MuxProcess mux) {
        return sum(MuxProcess.get(mux.admin("/metrics")).body(), "mux_input_memory_bytes");
    }

    private static double slates(MuxProcess mux) {
        return sum(MuxProcess.get(mux.admin("/metrics")).body(), "mux_slate_segments_total");
    }

    private static double sum(String metrics, String name) {
        Matcher value = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(metrics);
        double sum = 0;
        while (value.find()) {
            sum += Double.parseDouble(value.group(1));
        }
        return sum;
    }
}
