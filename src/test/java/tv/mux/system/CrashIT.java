package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.audit.Run;
import tv.mux.demo.Spec;
import tv.mux.harness.MuxProcess;

/** FFmpeg dies, or hangs: the next one goes on at the very picture, also where a cut ended inside an input segment. */
class CrashIT {
    /** Its cuts of 3 s end where its segments do. */
    private static final Spec EVEN = Spec.of("even", 320, 180, 25).withSegments(3, 3);
    /** Its cuts of 3 s do not, but for every seventh. */
    private static final Spec ODD =
            Spec.of("odd", 320, 180, 24).withSegments(3.5, 0.5).withPhase(0.7);

    @Test
    void noPictureIsLostAndNoneShownAgain(@TempDir Path folder) {
        Vertx vertx = Vertx.vertx();
        try (Farm farm = Farm.start(vertx, EVEN, ODD)) {
            Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
            settings.put("HLS_SEGMENT_TIME", "3");
            farm.move("even");
            try (MuxProcess mux = MuxProcess.start(settings).awaitSegment();
                    HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                hit(mux, "KILL");
                String second = run(mux);
                await("a segment of the second run").atMost(MuxProcess.TIMEOUT).until(() -> newest(mux)
                        .equals(second));
                farm.move("odd");
                mux.awaitOnAir("odd");
                hit(mux, "KILL");
                hit(mux, "STOP");
                hit(mux, "KILL");
                await("the last run is listed")
                        .atMost(MuxProcess.TIMEOUT)
                        .pollInterval(Duration.ofMillis(300))
                        .until(() -> audit.runs().size() >= 6);

                assertThat(audit.breaches()).as(audit.report()).isEmpty();
                assertThat(audit.runs())
                        .extracting(Run::source)
                        .containsExactly("even", "even", "odd", "odd", "odd", "odd");
                assertThat(mux.lines())
                        .as("a run that goes on inside an input segment")
                        .anyMatch(line -> line.matches(".* reads .* from input segment \\d+ \\+ \\d+ ms"));
                assertThat(farm.book().duplicates()).isZero();
                System.out.print("CrashIT: " + audit.report());
            }
        } finally {
            vertx.close().await();
        }
    }

    /** Sends a signal to the FFmpeg on air, and waits until another has taken its place and delivers. */
    private static void hit(MuxProcess mux, String signal) {
        ProcessHandle child = mux.awaitOnlyChild();
        String run = run(mux);
        MuxProcess.signal(child.pid(), signal);
        await("another FFmpeg that delivers")
                .atMost(MuxProcess.TIMEOUT)
                .until(() ->
                        !Set.of("", run).contains(run(mux)) && mux.children().size() == 1);
        assertThat(child.isAlive()).isFalse();
    }

    /** The run on air that delivers; empty when there is none. */
    private static String run(MuxProcess mux) {
        JsonObject onAir = mux.stream().getJsonObject("onAir");
        boolean delivers = onAir != null && onAir.getString("run") != null && onAir.getInteger("failures") == 0;
        return delivers ? onAir.getString("run") : "";
    }

    private static String newest(MuxProcess mux) {
        JsonObject newest = mux.status().getJsonObject("newest");
        return newest == null ? "" : newest.getString("run");
    }
}
