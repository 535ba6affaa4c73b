package tv.mux.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.audit.Run;

/** Tests that the inputs of the demo are correct live streams. */
@ExtendWith(VertxExtension.class)
class DemoIT {
    private static final Spec EVEN = Spec.of("even", 320, 180, 25);
    private static final Spec ODD =
            Spec.of("odd", 320, 180, 24).withSegments(3, 1.5).withPhase(0.7).withWindow(4);

    private static Farm farm;

    @BeforeAll
    static void start(Vertx vertx) {
        farm = Farm.start(vertx, EVEN, ODD);
    }

    @AfterAll
    static void stop() {
        farm.close();
    }

    @Test
    void passesTheAuditWithEveryPictureInOrder() {
        try (HlsAudit even = HlsAudit.watch(URI.create(farm.head("even")), farm.book());
                HlsAudit odd = HlsAudit.watch(URI.create(farm.head("odd")), farm.book())) {
            await().atMost(Duration.ofSeconds(30)).until(() -> even.segments() >= 13 && odd.segments() >= 9);

            assertThat(even.breaches()).as(even.report()).isEmpty();
            assertThat(odd.breaches()).as(odd.report()).isEmpty();
            assertThat(even.runs()).singleElement().satisfies(run -> {
                assertThat(run.source()).isEqualTo("even");
                assertThat(run.last() - run.first() + 1).isEqualTo((run.lastMsn() - run.firstMsn() + 1) * 50);
            });
            assertThat(odd.runs()).singleElement().extracting(Run::source).isEqualTo("odd");
            assertThat(even.longestWait()).isLessThan(3);
            assertThat(farm.book().duplicates()).isZero();
        }
    }

    @Test
    void playsInFfmpegWithoutAWarning() throws Exception {
        for (Spec spec : List.of(EVEN, ODD)) {
            Process ffmpeg = new ProcessBuilder(List.of(
                            "ffmpeg",
                            "-nostdin",
                            "-v",
                            "warning",
                            "-live_start_index",
                            "0",
                            "-t",
                            "5",
                            "-i",
                            farm.head(spec.name()),
                            "-f",
                            "null",
                            "-"))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(ffmpeg.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(ffmpeg.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(ffmpeg.exitValue()).as(output).isZero();
            assertThat(output).isEmpty();
        }
    }

    @Test
    void sendsTheLatestEventToANewClient() throws IOException {
        farm.move("odd");
        HttpURLConnection events = (HttpURLConnection)
                URI.create(farm.apiUrl() + "/events").toURL().openConnection();
        events.setReadTimeout(5_000);
        events.setRequestProperty("Last-Event-ID", "0");
        try (InputStream in = events.getInputStream()) {
            assertThat(read(in, "\n\n"))
                    .contains("event: playhead\n")
                    .contains("data: {\"head\":\"" + farm.head("odd") + "\",\"name\":\"odd\"}\n\n");
            farm.move("even");
            assertThat(read(in, "\n\n")).contains("\"name\":\"even\"");
        } finally {
            events.disconnect();
        }
    }

    private static String read(InputStream in, String until) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(until) < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            text.append((char) next);
        }
        return text.toString();
    }
}
