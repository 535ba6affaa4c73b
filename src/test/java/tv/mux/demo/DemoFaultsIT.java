package tv.mux.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that an injected fault has the effect that it describes. */
@ExtendWith(VertxExtension.class)
class DemoFaultsIT {
    private static final Spec SPEC =
            Spec.of("one", 160, 90, 25).withSegments(1, 1).withWindow(3);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static Vertx vertx;
    private static DemoServer server;

    @BeforeAll
    static void start(Vertx shared) {
        vertx = shared;
        server = new DemoServer(vertx, List.of(SPEC)).start().await();
    }

    @AfterAll
    static void stop() {
        server.stop().await();
    }

    @AfterEach
    void endTheFault() {
        server.fault("one", Fault.NONE);
    }

    @Test
    void sendsErrorStatusesAndHtml() throws Exception {
        server.fault("one", Fault.NOT_FOUND);
        assertThat(get("stream.m3u8").statusCode()).isEqualTo(404);
        server.fault("one", Fault.ERROR);
        assertThat(get("stream.m3u8").statusCode()).isEqualTo(500);
        server.fault("one", Fault.GARBAGE);
        assertThat(get("stream.m3u8").body()).startsWith("<!doctype html>");
        server.fault("one", Fault.NONE);
        assertThat(get("stream.m3u8").body()).startsWith("#EXTM3U");
        assertThat(get("0.ts").statusCode()).isEqualTo(404);
        assertThat(get("other.txt").statusCode()).isEqualTo(404);
    }

    @Test
    void neverChangesAStalledPlaylist() throws Exception {
        server.fault("one", Fault.STALL);
        String stalled = get("stream.m3u8").body();
        server.fault("one", Fault.NONE);
        await().until(() -> !get("stream.m3u8").body().equals(stalled));
        server.fault("one", Fault.END);
        String ended = get("stream.m3u8").body();
        assertThat(ended).endsWith("#EXT-X-ENDLIST\n");
        assertThat(get("stream.m3u8").body()).isEqualTo(ended);
    }

    @Test
    void sendsASlowSegmentLate() throws Exception {
        String newest = get("stream.m3u8").body().lines().reduce((a, b) -> b).orElseThrow();
        server.fault("one", Fault.SLOW);
        long began = System.nanoTime();
        assertThat(get(newest).body()).isNotEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1_400));
    }

    @Test
    void closesHangingConnectionsWhenTheServerStops() throws Exception {
        DemoServer hanging = new DemoServer(vertx, List.of(SPEC)).start().await();
        hanging.fault("one", Fault.HANG);
        HttpRequest request = HttpRequest.newBuilder(URI.create(hanging.head("one")))
                .timeout(Duration.ofMillis(300))
                .build();
        assertThatThrownBy(() -> CLIENT.send(request, HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
        CompletableFuture<?> held = CLIENT.sendAsync(
                HttpRequest.newBuilder(URI.create(hanging.head("one"))).build(), HttpResponse.BodyHandlers.ofString());
        hanging.stop().await(30, TimeUnit.SECONDS);
        assertThatThrownBy(() -> held.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void reportsAnInputThatCannotStart() {
        DemoServer none =
                new DemoServer(vertx, "no-such-ffmpeg", DemoServer.LOOPBACK, List.of(SPEC), (name, segment) -> {});
        assertThatThrownBy(() -> none.start().await(10, TimeUnit.SECONDS))
                .hasMessageContaining("demo input one")
                .hasMessageContaining("no-such-ffmpeg");
    }

    @Test
    void endsTheEncoderWhenTheInputStops() {
        // No other input of this JVM has this tone, so the tone identifies the encoder.
        LiveInput input = new LiveInput(vertx, new Spec("tuned", 160, 90, 25, 1, 1, 150, 987, 6, 0));
        assertThat(encoders("frequency=987:")).isZero();
        input.start().await();
        assertThat(encoders("frequency=987:")).isEqualTo(1);
        input.stop().await();
        assertThat(encoders("frequency=987:")).isZero();
    }

    /** Counts the child processes with an argument. The command line is too long for {@link ProcessHandle.Info}. */
    private static long encoders(String argument) {
        return ProcessHandle.current()
                .children()
                .filter(child -> commandLine(child).contains(argument))
                .count();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", "" + process.pid(), "cmdline"));
        } catch (IOException e) {
            return ""; // The process has ended.
        }
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create(server.head("one")).resolve(path);
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
