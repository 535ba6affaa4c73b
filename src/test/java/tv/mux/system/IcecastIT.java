package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.harness.Waits.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Fault;
import tv.mux.demo.Spec;
import tv.mux.harness.Cluster;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Ports;
import tv.mux.icecast.IcecastServer;
import tv.mux.icecast.Listener;
import tv.mux.icecast.ReceivedAudio;
import tv.mux.model.Segment;

/**
 * The audio output with a real Icecast server: a listener stays connected over switches, crashes and input faults, and
 * receives the audio of the input on air.
 */
@Order(3)
@ExtendWith(VertxExtension.class)
class IcecastIT {
    private static final String PASSWORD = "open-sesame-42";
    private static final int BYTES_PER_SECOND = 16_000;
    private static final Spec ONE = Spec.of("one", 160, 90, 25);
    private static final Spec TWO =
            Spec.of("two", 160, 90, 30).withSegments(4, 4).withWindow(4);
    private static final Spec THREE =
            Spec.of("three", 160, 90, 24).withSegments(3, 1.5).withPhase(1.1).withWindow(5);
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    @Test
    void aListenerStaysConnectedOverSwitchesCrashesAndAnInputFault(Vertx vertx, @TempDir Path folder) throws Exception {
        int port = Ports.free();
        Map<String, String> password = Map.of("ICECAST_SOURCE_PASSWORD", PASSWORD);
        try (Farm farm = Farm.start(vertx, ONE, TWO, THREE);
                IcecastServer server = IcecastServer.start(port, password)) {
            Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
            settings.putAll(password);
            settings.put("ICECAST_ENABLED", "true");
            settings.put("ICECAST_HOST", "127.0.0.1");
            settings.put("ICECAST_PORT", "" + port);
            settings.put("LOG_LEVEL", "debug");
            farm.move("one");
            try (MuxProcess mux = MuxProcess.start(settings).awaitSegment();
                    HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book());
                    Listener listener = Listener.open(port, "/stream.mp3")) {
                awaitTitleSent(mux, "one");
                long start = System.nanoTime();
                farm.move("two");
                awaitTitleSent(mux, "two");
                MuxProcess.signal(child(mux, "segment").pid(), "KILL");
                farm.move("three");
                awaitTitleSent(mux, "three");
                MuxProcess.signal(child(mux, "libmp3lame").pid(), "KILL");
                farm.move("one");
                awaitTitleSent(mux, "one");
                MuxProcess.signal(
                        child(mux, "aresample=async=1:min_hard_comp=0.1").pid(), "KILL");
                farm.fault("one", Fault.STALL);
                await("the slate, which is silent").until(() -> mux.status()
                        .getJsonObject("newest")
                        .getString("run")
                        .contains(Segment.SLATE));
                farm.fault("one", Fault.NONE);
                farm.move("two");
                awaitTitleSent(mux, "two");
                server.signal("STOP");
                farm.move("three");
                await("three in the playlist").until(() -> mux.onAir().equals("three"));
                server.signal("CONT");
                awaitTitleSent(mux, "three");
                await("the title three at the listener")
                        .until(() -> last(titles(listener)).equals("three"));
                // The title comes with the first byte of its audio. The analysis needs more audio to recognise the
                // tone.
                long titleReceived = System.nanoTime();
                await("two seconds of three")
                        .until(() -> listener.bytesAt(System.nanoTime()) - listener.bytesAt(titleReceived)
                                >= 2 * BYTES_PER_SECOND);
                long end = System.nanoTime();

                assertThat(listener.dropped()).isEmpty();
                double elapsed = (end - start) / 1e9;
                double heard = (listener.bytesAt(end) - listener.bytesAt(start)) / (double) BYTES_PER_SECOND;
                assertThat(Duration.ofMillis(Math.round((heard - elapsed) * 1000))
                                .abs())
                        .as("%.2f s of audio in %.2f s", heard, elapsed)
                        .isLessThan(TOLERANCE);
                ReceivedAudio sound = ReceivedAudio.decode(listener.heard(), "mp3");
                assertThat(sound.errors()).isEmpty();
                assertThat(withoutRepetitions(sound.tones(tones())))
                        .containsSubsequence(
                                ONE.toneHz(),
                                TWO.toneHz(),
                                THREE.toneHz(),
                                ONE.toneHz(),
                                0,
                                TWO.toneHz(),
                                THREE.toneHz());
                assertThat(titles(listener)).containsSubsequence("one", "two", "three", "one", "two", "three");
                assertTitlesMatchTheAudio(listener, sound);
                // Allowed: the pictures of the slate, and missing pictures of the input during the fault.
                assertThat(audit.breachesExcept("frames of no input", "frames missing over a restart"))
                        .as(audit.report())
                        .isEmpty();
                assertPasswordNotVisible(mux);
                System.out.printf("IcecastIT: %.2f s of audio in %.2f s; %s%n", heard, elapsed, titles(listener));
            }
        }
    }

    /** If the Icecast host does not exist, Mux publishes video as usual, and logs ever fewer of the failures. */
    @Test
    void runsWithoutAnIcecastServer(Vertx vertx, @TempDir Path folder) {
        try (Farm farm = Farm.start(vertx, ONE)) {
            Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
            settings.remove("ICECAST_ENABLED");
            settings.put("ICECAST_HOST", "icecast.invalid");
            farm.move("one");
            try (MuxProcess mux = MuxProcess.start(settings).awaitSegment()) {
                await("three attempts").until(() -> icecast(mux).getInteger("failures") >= 3);
                assertThat(icecast(mux).getString("trouble")).isEqualTo("no_host");
                List<String> lines = mux.lines().stream()
                        .filter(line -> line.contains("Icecast"))
                        .toList();
                assertThat(lines)
                        .isNotEmpty()
                        .hasSizeLessThan(icecast(mux).getInteger("failures"))
                        .allSatisfy(line -> assertThat(line).contains("WARN", "icecast.invalid has no address"));
                assertThat(mux.children())
                        .as("no audio encoder without a server")
                        .hasSize(1);
            }
        }
    }

    /** Only the leader sends. Listeners wait on the fallback mount until the next leader sends. */
    @Test
    void listenersStayConnectedOverAChangeOfLeader(Vertx vertx, @TempDir Path folder) throws Exception {
        int port = Ports.free();
        try (Farm farm = Farm.start(vertx, ONE);
                IcecastServer server = IcecastServer.start(port, Map.of());
                Cluster cluster = new Cluster(folder, farm.apiUrl(), 2, 0)) {
            List.of("m1", "m2").forEach(name -> cluster.settings(name)
                    .putAll(Map.of("ICECAST_ENABLED", "true", "ICECAST_HOST", "127.0.0.1", "ICECAST_PORT", "" + port)));
            farm.move("one");
            cluster.startAll();
            String first = cluster.awaitLeader();
            awaitTitleSent(cluster.node(first), "one");
            String second = first.equals("m1") ? "m2" : "m1";
            assertThat(cluster.node(second).status().getJsonObject("icecast")).isNull();
            try (Listener listener = Listener.open(port, "/stream.mp3")) {
                cluster.kill(first);
                cluster.awaitLeader(first);
                awaitTitleSent(cluster.node(second), "one");
                int before = listener.heard().length;
                await("three more seconds of audio")
                        .until(() -> listener.heard().length > before + 3 * BYTES_PER_SECOND);
                assertThat(listener.dropped()).isEmpty();
                assertThat(icecast(cluster.node(second)).getString("phase")).isEqualTo("SENDING");
                assertThat(server.lines()).noneMatch(line -> line.contains("FATAL"));
            }
        }
    }

    private static void assertTitlesMatchTheAudio(Listener listener, ReceivedAudio sound) {
        List<Integer> tones = sound.tones(tones());
        for (Listener.Title title : listener.titles()) {
            Stream.of(ONE, TWO, THREE)
                    .filter(spec -> spec.name().equals(title.text()))
                    .forEach(spec -> {
                        int halfSecond = (int) (title.at() * 2 / BYTES_PER_SECOND);
                        int from = Math.max(0, halfSecond - 4);
                        int to = Math.min(tones.size(), halfSecond + 5);
                        assertThat(from == to ? List.of(spec.toneHz()) : tones.subList(from, to))
                                .as("2 s before and after the title %s", title)
                                .contains(spec.toneHz());
                    });
        }
    }

    private static void assertPasswordNotVisible(MuxProcess mux) {
        assertThat(mux.lines()).noneMatch(line -> line.contains(PASSWORD));
        assertThat(MuxProcess.get(mux.admin("/api/status")).body()).doesNotContain(PASSWORD);
        assertThat(MuxProcess.get(mux.admin("/metrics")).body()).doesNotContain(PASSWORD);
        assertThat(mux.children())
                .flatExtracting(child -> Arrays.asList(child.info().arguments().orElse(new String[0])))
                .isNotEmpty()
                .noneMatch(word -> word.contains(PASSWORD));
    }

    private static List<Integer> tones() {
        return List.of(ONE.toneHz(), TWO.toneHz(), THREE.toneHz());
    }

    private static List<Integer> withoutRepetitions(List<Integer> tones) {
        List<Integer> changes = new ArrayList<>();
        tones.stream()
                .filter(tone -> changes.isEmpty() || !last(changes).equals(tone))
                .forEach(changes::add);
        return changes;
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    private static List<String> titles(Listener listener) {
        return listener.titles().stream().map(Listener.Title::text).toList();
    }

    private static JsonObject icecast(MuxProcess mux) {
        JsonObject icecast = mux.status().getJsonObject("icecast");
        return icecast == null ? new JsonObject().put("failures", 0).put("reserveMs", -1L) : icecast;
    }

    private static void awaitTitleSent(MuxProcess mux, String title) {
        await("the title " + title + " sent to Icecast")
                .until(() -> title.equals(icecast(mux).getString("title")));
    }

    private static ProcessHandle child(MuxProcess mux, String word) {
        await("a child process with the argument " + word)
                .until(() -> mux.children().stream().anyMatch(child -> hasArgument(child, word)));
        return mux.children().stream()
                .filter(child -> hasArgument(child, word))
                .findFirst()
                .orElseThrow();
    }

    private static boolean hasArgument(ProcessHandle child, String word) {
        return List.of(child.info().arguments().orElse(new String[0])).contains(word);
    }
}
