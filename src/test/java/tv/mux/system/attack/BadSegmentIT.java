package tv.mux.system.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.audit.Run;
import tv.mux.demo.Fault;
import tv.mux.demo.Spec;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Waits;

/**
 * One damaged segment in a good input is tried three times at most, then left out; the good ones behind it are shown.
 */
class BadSegmentIT {
    private static final Spec INPUT =
            Spec.of("one", 320, 180, 25).withSegments(1, 1).withWindow(8);

    private static final String LADDER = "[{\"height\":90,\"video_bitrate\":\"100k\",\"audio_bitrate\":\"32k\"}]";

    /** How a run begins, in the log. */
    private static final Pattern BEGINS = Pattern.compile(".* FFmpeg \\d+ reads \\S+ from input segment (\\d+).*");

    /** Pictures of nine segments: those that wait, the bad one, and good ones behind it. */
    private static final int FURTHER = 9 * 25;

    @Test
    void copied(@TempDir Path folder) {
        survives(folder, Map.of(), "/live/stream.m3u8", List.of(Fault.ZEROED_SPS, Fault.SHUFFLED));
    }

    @Test
    void encoded(@TempDir Path folder) {
        Map<String, String> adaptive = Map.of("MUX_MODE", "abr", "ABR_PRESET", "ultrafast", "ABR_VARIANTS", LADDER);
        survives(folder, adaptive, "/live/stream_0/playlist.m3u8", List.of(Fault.ZEROED_SPS));
    }

    private static void survives(Path folder, Map<String, String> more, String playlist, List<Fault> faults) {
        Vertx vertx = Vertx.vertx();
        try (Farm farm = Farm.start(vertx, INPUT)) {
            Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
            settings.put("HLS_SEGMENT_TIME", "2");
            settings.put("SLATE_HOLD", "0");
            settings.putAll(more);
            farm.move("one");
            try (MuxProcess mux = MuxProcess.start(settings).awaitSegment()) {
                URI source = mux.output(playlist);
                try (HlsAudit audit = HlsAudit.watch(source, farm.book())) {
                    Waits.awaitSegments(audit, 2);
                    for (Fault fault : faults) {
                        long shown = newest(audit);
                        farm.fault("one", fault);
                        if (fault == Fault.ZEROED_SPS) {
                            mux.awaitLine("is damaged: left out");
                        }
                        await("good pictures behind the bad segment: " + fault)
                                .atMost(MuxProcess.TIMEOUT)
                                .pollInterval(Duration.ofMillis(200))
                                .until(() -> newest(audit) > shown + FURTHER);
                    }
                    assertThat(damaged(mux)).isGreaterThanOrEqualTo(1);
                    assertThat(mux.lines())
                            .as("told once, with the segment's number")
                            .filteredOn(line -> line.contains("is damaged: left out"))
                            .hasSize(damaged(mux));
                    assertThat(tries(mux))
                            .as("FFmpegs that began with a segment")
                            .allSatisfy((segment, tries) ->
                                    assertThat(tries).as(segment).isLessThanOrEqualTo(3));
                    assertThat(audit.breaches())
                            .as(audit.report())
                            .allMatch(breach -> breach.startsWith("frames missing over a restart")
                                    || breach.startsWith("frames of no input"));
                    System.out.print("BadSegmentIT " + faults + ": " + audit.report());
                }
            }
        } finally {
            vertx.close().await();
        }
    }

    /** The number of the input's newest picture that was shown. */
    private static long newest(HlsAudit audit) {
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
                .map(BEGINS::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.groupingBy(begins -> begins.group(1), Collectors.counting()));
    }
}
