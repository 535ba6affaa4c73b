package tv.mux.system.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Spec;
import tv.mux.harness.LoopWatch;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Waits;

/**
 * Attacks Mux with hostile inputs, one after the other, while another input is on program. The heap has 160 MB. The
 * output has no breach, no event loop is blocked, and the memory of the inputs stays within its limit.
 */
@ExtendWith(VertxExtension.class)
class HostileInputIT {
    private static final long HEAP_BYTES = 160L << 20;

    /** Time for which Mux retries each input after the first refusal. */
    private static final Duration RETRIES = Duration.ofSeconds(2);

    @Test
    void hostileInputsDoNotDisturbTheInputOnProgram(Vertx vertx, @TempDir Path folder) throws Exception {
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
                LoopWatch eventLoops = LoopWatch.start(mux);
                List<String> measurements = new ArrayList<>(List.of("before: " + measure(mux)));
                for (HostileInputs.Attack attack : HostileInputs.Attack.values()) {
                    int linesBefore = mux.lines().size();
                    farm.move(hostile.url(attack), attack.name());
                    await(attack + " is refused: " + attack.refusal())
                            .atMost(MuxProcess.TIMEOUT)
                            .until(() -> mux.lines().stream()
                                    .skip(linesBefore)
                                    .anyMatch(line -> line.contains(attack.name()) && line.contains(attack.refusal())));
                    int segmentsBefore = audit.segments();
                    await("new segments")
                            .atMost(MuxProcess.TIMEOUT)
                            .pollInterval(RETRIES)
                            .until(() -> audit.segments() > segmentsBefore);
                    assertThat(inputMemory(mux)).isLessThanOrEqualTo(HEAP_BYTES / 4);
                    assertThat(mux.onAir()).isEqualTo("one");
                    measurements.add(attack + ": " + measure(mux));
                }
                farm.move("one");
                int segmentsBefore = audit.segments();
                Waits.awaitSegments(audit, segmentsBefore + 3);
                measurements.add("after: " + measure(mux));
                System.out.println("HostileInputIT, starved for " + eventLoops.starvedMs() + " ms:\n  "
                        + String.join("\n  ", measurements) + "\n  " + audit.report());
                assertThat(audit.breaches()).as(audit.report()).isEmpty();
                assertThat(slates(mux)).isZero();
                eventLoops.assertNoneBlocked();
            }
        }
    }

    private static String measure(MuxProcess mux) {
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
