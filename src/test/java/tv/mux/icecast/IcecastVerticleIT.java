package tv.mux.icecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.config.Config;
import tv.mux.harness.Ports;
import tv.mux.playout.OutputFormat;
import tv.mux.status.IcecastStatus;
import tv.mux.status.IcecastStatus.Phase;

/** The audio output with a real Icecast server: what listeners receive, and what happens if the server fails. */
@ExtendWith(VertxExtension.class)
class IcecastVerticleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final List<Integer> TONES = List.of(440, 700, 1_010);

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final int port = Ports.free();
    private Vertx vertx;
    private PublishedStream stream;
    private volatile IcecastStatus state;

    @BeforeEach
    void setUp(Vertx testVertx) {
        vertx = testVertx;
        stream = new PublishedStream(vertx, folder);
        new Bus(vertx).subscribe(Addresses.ICECAST_STATE, status -> state = status);
    }

    @AfterEach
    void tearDown() {
        stream.close();
        vertx.deploymentIDs().forEach(id -> vertx.undeploy(id).await());
        awaitNoFfmpegs();
    }

    /** The verticle waits for its killed processes with a limit, which a busy machine may exceed. */
    private static void awaitNoFfmpegs() {
        await("all FFmpeg processes exited").atMost(PATIENCE).until(() -> ffmpegs() == 0);
    }

    @Test
    void aListenerReceivesEveryRunInAac() throws Exception {
        Map<String, String> aac = Map.of("ICECAST_AUDIO_FORMAT", "aac");
        try (IcecastServer server = IcecastServer.start(port, aac)) {
            stream.play(440, 60);
            deploy(aac);
            awaitTitle("title run440");
            try (Listener listener = Listener.open(port, "/stream.mp3")) {
                stream.play(700, 60);
                awaitTitle("title run700");
                encoder().destroyForcibly();
                await("another encoder")
                        .atMost(PATIENCE)
                        .until(() -> meters.counter("mux.icecast.encoder.ends").count() == 1);
                stream.play(0, 0);
                await("an empty reserve").atMost(PATIENCE).until(() -> state.reserveMs() == 0);
                stream.play(1_010, 60);
                awaitTitle("title run1010");
                await("the last tone").atMost(PATIENCE).until(() -> tones(listener, "aac")
                        .contains(1_010));

                assertThat(listener.dropped()).isEmpty();
                ReceivedAudio heard = ReceivedAudio.decode(listener.heard(), "aac");
                assertThat(heard.errors()).isEmpty();
                assertThat(inOrder(heard.tones(TONES))).containsSubsequence(440, 700, 0, 1_010);
                assertThat(listener.titles())
                        .extracting(Listener.Title::text)
                        .contains("title run700", "title run1010");
                assertThat(server.lines()).noneMatch(line -> line.contains("timeout"));
            }
        }
    }

    @Test
    void theSourceRetriesUntilTheServerAcceptsIt() throws Exception {
        try (IcecastServer server = IcecastServer.start(port, Map.of("ICECAST_SOURCE_PASSWORD", "sesame"))) {
            String wrong = deploy(Map.of("ICECAST_SOURCE_PASSWORD", "simsim"));
            awaitTrouble("password");
            assertThat(state.detail()).contains("ICECAST_SOURCE_PASSWORD").doesNotContain("simsim");
            vertx.undeploy(wrong).await();
            awaitNoFfmpegs();

            Map<String, String> right = Map.of("ICECAST_SOURCE_PASSWORD", "sesame");
            try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
                other.getOutputStream()
                        .write(SourceRequest.head(icecast(right), new OutputFormat(Config.AudioFormat.MP3, 128_000))
                                .getBytes(StandardCharsets.UTF_8));
                assertThat(other.getInputStream().read()).isEqualTo('H');
                deploy(right);
                awaitTrouble("taken");
            }
            awaitPhase(Phase.SENDING);
            assertThat(state.trouble()).isEmpty();
            assertThat(server.lines()).noneMatch(line -> line.contains("sesame"));
        }
        awaitTrouble("refused");
        try (IcecastServer again = IcecastServer.start(port, Map.of("ICECAST_SOURCE_PASSWORD", "sesame"))) {
            awaitPhase(Phase.SENDING);
            assertThat(state.mount()).contains(":" + again.port());
        }
    }

    @Test
    void aStalledServerIsReportedAndTheOldestAudioIsDropped() throws Exception {
        try (ServerSocket hung = new ServerSocket()) {
            hung.setReceiveBufferSize(4_096);
            hung.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            deploy(Map.of("ICECAST_AUDIO_BITRATE", "320k"));
            try (Socket source = hung.accept()) {
                source.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                awaitPhase(Phase.STALLED);
                assertThat(state.trouble()).isEqualTo("stalled");
                await("dropped audio").atMost(PATIENCE).until(() -> state.droppedMs() > 0);
                readAll(source);
                awaitPhase(Phase.SENDING);
            }
            awaitTrouble("lost");
        }
    }

    @Test
    void theVerticleCanBeDeployedManyTimes() throws Exception {
        try (IcecastServer server = IcecastServer.start(port, Map.of())) {
            stream.play(440, 60);
            for (int i = 0; i < 5; i++) {
                state = null;
                String id = deploy(Map.of());
                awaitPhase(Phase.SENDING);
                assertThat(meters.get("mux.icecast.connected").gauge().value()).isEqualTo(1);
                vertx.undeploy(id).await(30, TimeUnit.SECONDS);
                awaitPhase(Phase.OFF);
                awaitNoFfmpegs();
                assertThat(meters.find("mux.icecast.connected").gauge()).isNull();
            }
            assertThat(server.lines()).noneMatch(line -> line.contains("in use"));
            String id = deploy(Map.of());
            vertx.undeploy(id).await(30, TimeUnit.SECONDS); // before the source has connected
            awaitNoFfmpegs();
        }
    }

    private String deploy(Map<String, String> settings) {
        return vertx.deployVerticle(new IcecastVerticle(icecast(settings), "ffmpeg", stream, folder, meters))
                .await();
    }

    private Config.Icecast icecast(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("ICECAST_HOST", "127.0.0.1");
        all.put("ICECAST_PORT", "" + port);
        return Config.from(all).icecast();
    }

    private static void readAll(Socket socket) {
        Thread reader = new Thread(() -> {
            byte[] chunk = new byte[65_536];
            try {
                while (socket.getInputStream().read(chunk) >= 0) {
                    Thread.onSpinWait();
                }
            } catch (IOException e) {
                // The test has closed the socket.
                return;
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    private void awaitTitle(String title) {
        awaitState("the title " + title, status -> status.title().equals(title));
    }

    private void awaitTrouble(String kind) {
        awaitState("trouble: " + kind, status -> status.trouble().equals(kind));
    }

    private void awaitPhase(Phase phase) {
        awaitState("" + phase, status -> status.phase() == phase);
    }

    private void awaitState(String what, Predicate<IcecastStatus> condition) {
        await(what).atMost(PATIENCE).until(() -> state != null && condition.test(state));
    }

    private static List<Integer> tones(Listener listener, String format) throws IOException {
        return ReceivedAudio.decode(listener.heard(), format).tones(TONES);
    }

    /** The list without repetitions of adjacent elements. */
    private static List<Integer> inOrder(List<Integer> tones) {
        List<Integer> changes = new ArrayList<>();
        tones.forEach(tone -> {
            if (changes.isEmpty() || !changes.get(changes.size() - 1).equals(tone)) {
                changes.add(tone);
            }
        });
        return changes;
    }

    private static ProcessHandle encoder() {
        return ffmpegs("adts").findFirst().orElseThrow();
    }

    /** The number of processes that {@link AudioCommand} describes. Other tests in this JVM have processes too. */
    private static long ffmpegs() {
        return ffmpegs("-flush_packets").count();
    }

    private static Stream<ProcessHandle> ffmpegs(String argument) {
        return ProcessHandle.current().children().filter(child -> {
            List<String> arguments = List.of(child.info().arguments().orElse(new String[0]));
            return arguments.contains("s16le") && arguments.contains(argument);
        });
    }
}
