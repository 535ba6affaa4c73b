package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.harness.Waits.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.demo.Spec;
import tv.mux.harness.Listed;
import tv.mux.harness.MuxProcess;

/** Health, metrics, status and log of a running Mux, none of which reveals a secret. */
@ExtendWith(VertxExtension.class)
class OperationIT {
    private static final String TOKEN = "tok-4711";
    private static final String PASSWORD = "pass-4712";
    private static final String QUERY = "key-4713";

    @TempDir
    private static Path folder;

    private static Farm farm;
    private static MuxProcess mux;

    @BeforeAll
    static void start(Vertx vertx) {
        farm = Farm.start(vertx, Spec.of("one", 320, 180, 25));
        Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl() + "?key=" + QUERY);
        settings.put("API_TOKEN", TOKEN);
        settings.put("HLS_SEGMENT_TIME", "2");
        settings.put("LOG_LEVEL", "debug");
        settings.put("LOG_FORMAT", "json");
        farm.move(withSecrets(farm.head("one")), "one");
        mux = MuxProcess.start(settings).awaitSegment();
    }

    @AfterAll
    static void stop() {
        mux.close();
        farm.close();
    }

    private static String withSecrets(String head) {
        return head.replace("http://", "http://user:" + PASSWORD + "@") + "?key=" + QUERY;
    }

    @Test
    void healthReportsWhetherThereIsAStream() {
        JsonObject health = new JsonObject(MuxProcess.get(mux.output("/health")).body());
        assertThat(health).isEqualTo(new JsonObject().put("status", "ok").put("stream_ready", true));
        assertThat(MuxProcess.get(mux.admin("/health/ready")).statusCode()).isEqualTo(200);
        assertThat(MuxProcess.get(mux.output("/")).statusCode())
                .as("a page exists in the demo only")
                .isEqualTo(404);
    }

    @Test
    void metricsCoverStreamAndProcess() {
        await("a second segment").until(() -> Listed.in(mux).size() >= 2);
        String metrics = MuxProcess.get(mux.admin("/metrics")).body();
        assertThat(metrics.lines())
                .anyMatch(line -> line.startsWith("mux_playhead_connected 1.0"))
                .anyMatch(line -> line.matches("mux_switches_total\\{.*outcome=\"made\".*} 1.0"))
                .anyMatch(line -> line.startsWith("mux_switch_seconds_count"))
                .anyMatch(line -> line.startsWith("mux_drift_seconds "))
                .anyMatch(line -> line.startsWith("mux_runs 1.0"))
                .anyMatch(line -> line.matches("mux_cuts_total [1-9].*"))
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes"))
                .anyMatch(line -> line.startsWith("process_cpu_usage"));
    }

    @Test
    void statusDescribesSchedulerStreamAndRuns() {
        await("connected").until(() -> mux.status().getJsonObject("scheduler").getBoolean("connected"));
        JsonObject status = mux.status();
        assertThat(status.getJsonObject("node").fieldNames()).contains("id", "version", "role", "startedAt");
        JsonObject stream = status.getJsonObject("stream");
        assertThat(stream.getJsonObject("wanted").getString("name")).isEqualTo("one");
        assertThat(stream.getJsonObject("onAir").getString("title")).isEqualTo("one");
        assertThat(stream.getJsonObject("onAir").getLong("since")).isPositive();
        assertThat(stream.getJsonObject("next")).isNull();
        assertThat(stream.getLong("driftMs")).isNotNull();
        assertThat(stream.getLong("published")).isPositive();
        assertThat(stream.getLong("lastPublishedAt")).isPositive();
        assertThat(MuxProcess.objects(stream.getJsonArray("switches")))
                .singleElement()
                .satisfies(made -> assertThat(made.getLong("tookMs")).isPositive());
        assertThat(stream.getJsonArray("errors")).isEmpty();
        assertThat(status.getJsonObject("newest").getLong("msn")).isPositive();
        assertThat(MuxProcess.objects(status.getJsonArray("runs")))
                .extracting(run -> run.getString("phase"))
                .containsExactly("RUNNING");
    }

    @Test
    void everyLogLineIsAJsonObjectAndDebugIncludesFfmpeg() {
        mux.awaitLine("FFmpeg: ", "Input #0, mpegts");
        List<JsonObject> lines = mux.lines().stream().map(JsonObject::new).toList();
        assertThat(lines).allMatch(line -> line.containsKey("message") && line.containsKey("level"));
        assertThat(lines).extracting(line -> line.getString("level")).contains("DEBUG", "INFO");
    }

    @Test
    void noSecretIsVisible() throws IOException {
        // Errors of an input name its address, too.
        farm.move(withSecrets(farm.apiUrl() + "/none.m3u8"), "none");
        mux.awaitLine("HTTP status 404");
        await("the error in the status").until(() -> mux.stream().toString().contains("HTTP status 404"));
        ProcessHandle child = mux.awaitOnlyChild();
        Path proc = Path.of("/proc", "" + child.pid());
        assertThat(new String(Files.readAllBytes(proc.resolve("cmdline")), StandardCharsets.UTF_8))
                .contains("ffmpeg")
                .doesNotContain("http");
        for (String text : List.of(
                String.join("\n", mux.lines()),
                mux.status().encode(),
                MuxProcess.get(mux.admin("/metrics")).body(),
                MuxProcess.get(mux.playlist()).body(),
                new String(Files.readAllBytes(proc.resolve("environ")), StandardCharsets.UTF_8))) {
            assertThat(text).doesNotContain(TOKEN, PASSWORD, QUERY);
        }
        farm.move(withSecrets(farm.head("one")), "one");
    }
}
