package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
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

/** A listener of a real Icecast stays on whatever becomes of the inputs and the children, and hears what is on air. */
@Order(3)
class IcecastIT {
    private static final String PASSWORD = "open-sesame-42";
    private static final int BYTES_A_SECOND = 16_000;
    private static final Spec ONE = Spec.of("one", 160, 90, 25);
    private static final Spec TWO =
            Spec.of("two", 160, 90, 30).withSegments(4, 4).withWindow(4);
    private static final Spec THREE =
            Spec.of("three", 160, 90, 24).withSegments(3, 1.5).withPhase(1.1).withWindow(5);
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    @Test
    void aListenerStaysOnOverSwitchesCrashesAndADeadInput(@TempDir Path folder) throws Exception {
        Vertx vertx = Vertx.vertx();
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
                awaitHeard(mux, "one");
                long begun = System.nanoTime();
                farm.move("two");
                awaitHeard(mux, "two");
                MuxProcess.signal(child(mux, "segment").pid(), "KILL");
                farm.move("three");
                awaitHeard(mux, "three");
                MuxProcess.signal(child(mux, "libmp3lame").pid(), "KILL");
                farm.move("one");
                awaitHeard(mux, "one");
                MuxProcess.signal(
                        child(mux, "aresample=async=1:min_hard_comp=0.1").pid(), "KILL");
                farm.fault("one", Fault.STALL);
                await("the slate, which is silent").atMost(MuxProcess.TIMEOUT).until(() -> mux.status()
                        .getJsonObject("newest")
                        .getString("run")
                        .contains(Segment.SLATE));
                farm.fault("one", Fault.NONE);
                farm.move("two");
                awaitHeard(mux, "two");
                server.signal("STOP");
                farm.move("three");
                await("three in the playlist").atMost(MuxProcess.TIMEOUT).until(() -> mux.onAir()
                        .equals("three"));
                server.signal("CONT");
                awaitHeard(mux, "three");
                await("a title of three with the listener")
                        .atMost(MuxProcess.TIMEOUT)
                        .until(() -> last(titles(listener)).equals("three"));
                // The title comes with the first byte of the sound; the tone is recognised in a longer part of it.
                long titled = System.nanoTime();
                await("two seconds of three")
                        .atMost(MuxProcess.TIMEOUT)
                        .until(() ->
                                listener.bytesAt(System.nanoTime()) - listener.bytesAt(titled) >= 2 * BYTES_A_SECOND);
                long ended = System.nanoTime();

                assertThat(listener.dropped()).isEmpty();
                double passed = (ended - begun) / 1e9;
                double heard = (listener.bytesAt(ended) - listener.bytesAt(begun)) / (double) BYTES_A_SECOND;
                assertThat(Duration.ofMillis(Math.round((heard - passed) * 1000))
                                .abs())
                        .as("heard %.2f s in %.2f s", heard, passed)
                        .isLessThan(TOLERANCE);
                ReceivedAudio sound = ReceivedAudio.decode(listener.heard(), "mp3");
                assertThat(sound.errors()).isEmpty();
                assertThat(inOrder(sound.tones(tones())))
                        .containsSubsequence(
                                ONE.toneHz(),
                                TWO.toneHz(),
                                THREE.toneHz(),
                                ONE.toneHz(),
                                0,
                                TWO.toneHz(),
                                THREE.toneHz());
                assertThat(titles(listener)).containsSubsequence("one", "two", "three", "one", "two", "three");
                titlesStandWhereTheSoundChanges(listener, sound);
                // What the input showed while it was dead is missed, and the slate is no input's: that, and nothing
                // else.
                assertThat(audit.breaches())
                        .as(audit.report())
                        .allMatch(breach -> breach.startsWith("frames of no input")
                                || breach.startsWith("frames missing over a restart"));
                nothingTellsThePassword(mux);
                System.out.printf("IcecastIT: heard %.2f s in %.2f s; %s%n", heard, passed, titles(listener));
            }
        } finally {
            vertx.close().await();
        }
    }

    /** Without a server, the station runs as ever, and logs ever fewer of the failures. */
    @Test
    void withoutAServerMuxRunsOnQuietly(@TempDir Path folder) {
        Vertx vertx = Vertx.vertx();
        try (Farm farm = Farm.start(vertx, ONE)) {
            Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
            settings.remove("ICECAST_ENABLED");
            settings.put("ICECAST_HOST", "icecast.invalid");
            farm.move("one");
            try (MuxProcess mux = MuxProcess.start(settings).awaitSegment()) {
                await("three tries")
                        .atMost(MuxProcess.TIMEOUT)
                        .until(() -> icecast(mux).getInteger("failures") >= 3);
                assertThat(icecast(mux).getString("trouble")).isEqualTo("no_host");
                List<String> lines = mux.lines().stream()
                        .filter(line -> line.contains("Icecast"))
                        .toList();
                assertThat(lines)
                        .isNotEmpty()
                        .hasSizeLessThan(icecast(mux).getInteger("failures"))
                        .allSatisfy(line -> assertThat(line).contains("WARN", "icecast.invalid has no address"));
                assertThat(mux.children()).as("no coder for nobody").hasSize(1);
            }
        } finally {
            vertx.close().await();
        }
    }

    /** Only the leader sends; listeners wait on the fallback mount until the next one has the mount. */
    @Test
    void listenersRideOverAChangeOfLeader(@TempDir Path folder) throws Exception {
        Vertx vertx = Vertx.vertx();
        int port = Ports.free();
        try (Farm farm = Farm.start(vertx, ONE);
                IcecastServer server = IcecastServer.start(port, Map.of());
                Cluster cluster = new Cluster(folder, farm.apiUrl(), 2, 0)) {
            List.of("m1", "m2").forEach(name -> cluster.settings(name)
                    .putAll(Map.of("ICECAST_ENABLED", "true", "ICECAST_HOST", "127.0.0.1", "ICECAST_PORT", "" + port)));
            farm.move("one");
            cluster.startAll();
            String first = cluster.awaitLeader();
            awaitHeard(cluster.node(first), "one");
            String second = first.equals("m1") ? "m2" : "m1";
            assertThat(cluster.node(second).status().getJsonObject("icecast")).isNull();
            try (Listener listener = Listener.open(port, "/stream.mp3")) {
                cluster.kill(first);
                cluster.awaitLeader(first);
                awaitHeard(cluster.node(second), "one");
                int before = listener.heard().length;
                await("some seconds more of audio")
                        .atMost(MuxProcess.TIMEOUT)
                        .until(() -> listener.heard().length > before + 3 * BYTES_A_SECOND);
                assertThat(listener.dropped()).isEmpty();
                assertThat(icecast(cluster.node(second)).getString("phase")).isEqualTo("SENDING");
                assertThat(server.lines()).noneMatch(line -> line.contains("FATAL"));
            }
        } finally {
            vertx.close().await();
        }
    }

    private static void titlesStandWhereTheSoundChanges(Listener listener, ReceivedAudio sound) {
        List<Integer> tones = sound.tones(tones());
        for (Listener.Title title : listener.titles()) {
            Stream.of(ONE, TWO, THREE)
                    .filter(spec -> spec.name().equals(title.text()))
                    .forEach(spec -> {
                        int halfSecond = (int) (title.at() * 2 / BYTES_A_SECOND);
                        int from = Math.max(0, halfSecond - 4);
                        int to = Math.min(tones.size(), halfSecond + 5);
                        assertThat(from == to ? List.of(spec.toneHz()) : tones.subList(from, to))
                                .as("2 s before and after the title %s", title)
                                .contains(spec.toneHz());
                    });
        }
    }

    private static void nothingTellsThePassword(MuxProcess mux) {
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

    /** Without the repetitions. */
    private static List<Integer> inOrder(List<Integer> tones) {
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

    private static void awaitHeard(MuxProcess mux, String title) {
        await(title + " with the listeners")
                .atMost(MuxProcess.TIMEOUT)
                .until(() -> title.equals(icecast(mux).getString("title")));
    }

    private static ProcessHandle child(MuxProcess mux, String word) {
        await("a child with " + word).atMost(MuxProcess.TIMEOUT).until(() -> mux.children().stream()
                .anyMatch(child -> has(child, word)));
        return mux.children().stream()
                .filter(child -> has(child, word))
                .findFirst()
                .orElseThrow();
    }

    private static boolean has(ProcessHandle child, String word) {
        return List.of(child.info().arguments().orElse(new String[0])).contains(word);
    }
}
