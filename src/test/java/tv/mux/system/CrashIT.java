package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.harness.Waits.await;
import static tv.mux.harness.Waits.awaitRuns;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.audit.Run;
import tv.mux.demo.Spec;
import tv.mux.harness.MuxProcess;

/**
 * FFmpeg crashes or hangs: the next run continues with the next picture, even if the last output segment ended within
 * an input segment.
 */
@ExtendWith(VertxExtension.class)
class CrashIT {
    /** Output segments of 3 s end where the input segments end. */
    private static final Spec EVEN = Spec.of("even", 320, 180, 25).withSegments(3, 3);
    /** Output segments of 3 s end within input segments, except every seventh. */
    private static final Spec ODD =
            Spec.of("odd", 320, 180, 24).withSegments(3.5, 0.5).withPhase(0.7);

    @Test
    void noPictureIsLostOrRepeated(Vertx vertx, @TempDir Path folder) {
        try (Farm farm = Farm.start(vertx, EVEN, ODD)) {
            Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
            settings.put("HLS_SEGMENT_TIME", "3");
            farm.move("even");
            try (MuxProcess mux = MuxProcess.start(settings).awaitSegment();
                    HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                disturb(mux, "KILL");
                String second = currentRun(mux);
                await("a segment of the second run").until(() -> newestRun(mux).equals(second));
                farm.move("odd");
                mux.awaitOnAir("odd");
                disturb(mux, "KILL");
                disturb(mux, "STOP");
                disturb(mux, "KILL");
                awaitRuns(audit, 6);

                assertThat(audit.breaches()).as(audit.report()).isEmpty();
                assertThat(audit.runs())
                        .extracting(Run::source)
                        .containsExactly("even", "even", "odd", "odd", "odd", "odd");
                assertThat(mux.lines())
                        .as("a run that continues within an input segment")
                        .anyMatch(line -> line.matches(".* reads .* from input segment \\d+ \\+ \\d+ ms"));
                assertThat(farm.book().duplicates()).isZero();
                System.out.print("CrashIT: " + audit.report());
            }
        }
    }

    /** Sends a signal to the FFmpeg on air, and waits until another one has replaced it and publishes. */
    private static void disturb(MuxProcess mux, String signal) {
        ProcessHandle child = mux.awaitOnlyChild();
        String before = currentRun(mux);
        MuxProcess.signal(child.pid(), signal);
        await("another FFmpeg that publishes")
                .until(() -> !Set.of("", before).contains(currentRun(mux))
                        && mux.children().size() == 1);
        assertThat(child.isAlive()).isFalse();
    }

    /** The run on air, or an empty text if there is none or it has failed since its last segment. */
    private static String currentRun(MuxProcess mux) {
        JsonObject onAir = mux.stream().getJsonObject("onAir");
        boolean publishes = onAir != null && onAir.getString("run") != null && onAir.getInteger("failures") == 0;
        return publishes ? onAir.getString("run") : "";
    }

    private static String newestRun(MuxProcess mux) {
        JsonObject newest = mux.status().getJsonObject("newest");
        return newest == null ? "" : newest.getString("run");
    }
}
