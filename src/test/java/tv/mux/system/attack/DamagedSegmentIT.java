package tv.mux.system.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

/** A damaged segment of an input is tried at most three times and then skipped. The segments after it are published. */
@ExtendWith(VertxExtension.class)
class DamagedSegmentIT {
    private static final Spec INPUT =
            Spec.of("one", 320, 180, 25).withSegments(1, 1).withWindow(8);

    private static final String LADDER = "[{\"height\":90,\"video_bitrate\":\"100k\",\"audio_bitrate\":\"32k\"}]";

    /** The log line of a run that starts. */
    private static final Pattern RUN_STARTS = Pattern.compile(".* FFmpeg \\d+ reads \\S+ from input segment (\\d+).*");

    /** Frames of nine segments: the pending ones, the damaged one, and the ones after it. */
    private static final int FRAMES_AFTER = 9 * 25;

    @Test
    void aDamagedSegmentIsSkippedInCopyMode(Vertx vertx, @TempDir Path folder) {
        assertSkipped(vertx, folder, Map.of(), "/live/stream.m3u8", List.of(Fault.ZEROED_SPS, Fault.SHUFFLED));
    }

    @Test
    void aDamagedSegmentIsSkippedInAbrMode(Vertx vertx, @TempDir Path folder) {
        Map<String, String> abr = Map.of("MUX_MODE", "abr", "ABR_PRESET", "ultrafast", "ABR_VARIANTS", LADDER);
        assertSkipped(vertx, folder, abr, "/live/stream_0/playlist.m3u8", List.of(Fault.ZEROED_SPS));
    }

    private static void assertSkipped(
            Vertx vertx, Path folder, Map<String, String> extra, String playlist, List<Fault> faults) {
        try (Farm farm = Farm.start(vertx, INPUT)) {
            Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
            settings.put("HLS_SEGMENT_TIME", "2");
            settings.put("SLATE_HOLD", "0");
            settings.putAll(extra);
            farm.move("one");
            try (MuxProcess mux = MuxProcess.start(settings).awaitSegment()) {
                URI source = mux.output(playlist);
                try (HlsAudit audit = HlsAudit.watch(source, farm.book())) {
                    Waits.awaitSegments(audit, 2);
                    for (Fault fault : faults) {
                        long before = newestFrame(audit);
                        farm.fault("one", fault);
                        if (fault == Fault.ZEROED_SPS) {
                            mux.awaitLine("is damaged: left out");
                        }
                        await("frames after the damaged segment: " + fault)
                                .atMost(MuxProcess.TIMEOUT)
                                .pollInterval(Duration.ofMillis(200))
                                .until(() -> newestFrame(audit) > before + FRAMES_AFTER);
                    }
                    assertThat(damaged(mux)).isGreaterThanOrEqualTo(1);
                    assertThat(mux.lines())
                            .as("one log line for each damaged segment")
                            .filteredOn(line -> line.contains("is damaged: left out"))
                            .hasSize(damaged(mux));
                    assertThat(tries(mux))
                            .as("FFmpeg runs that started with a segment")
                            .allSatisfy((segment, tries) ->
                                    assertThat(tries).as(segment).isLessThanOrEqualTo(3));
                    assertThat(audit.breaches())
                            .as(audit.report())
                            .allMatch(breach -> breach.startsWith("frames missing over a restart")
                                    || breach.startsWith("frames of no input"));
                    System.out.print("DamagedSegmentIT " + faults + ": " + audit.report());
                }
            }
        }
    }

    /** The number of the newest frame of the input in the output. */
    private static long newestFrame(HlsAudit audit) {
        return audit.runs().stream().mapToLong(Run::last).max().orElse(0);
    }

    private static int damaged(MuxProcess mux) {
        return MuxProcess.get(mux.admin("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith("mux_input_segments_damaged_total "))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private static Map<String, Long> tries(MuxProcess mux) {
        return mux.lines().stream()
                .map(RUN_STARTS::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.groupingBy(line -> line.group(1), Collectors.counting()));
    }
}
