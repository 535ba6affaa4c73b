package tv.mux.system.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Spec;
import tv.mux.harness.Crowd;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Waits;

/** Attackers hold many connections open. The output continues, and players are served during the whole attack. */
@ExtendWith(VertxExtension.class)
class HttpAttackIT {
    /** More file descriptors than Mux needs for its own work, and fewer than the attackers have connections. */
    private static final List<String> FEW_DESCRIPTORS = List.of("sh", "-c", "ulimit -n 800; exec \"$@\"", "sh");

    private static final String GET = "GET /live/stream.m3u8 HTTP/1.1\r\nHost: mux\r\n";

    @TempDir
    private Path folder;

    private Farm farm;

    @BeforeEach
    void start(Vertx vertx) {
        assumeTrue(
                ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                                .getMaxFileDescriptorCount()
                        > 3_000,
                "this test must be able to open 2,000 connections");
        farm = Farm.start(
                vertx,
                Spec.of("one", 320, 180, 25).withSegments(1, 1).withWindow(10),
                Spec.of("two", 320, 180, 25).withSegments(1, 1).withWindow(10));
        farm.move("one");
    }

    @AfterEach
    void stop() {
        if (farm != null) {
            farm.close();
        }
    }

    private MuxProcess mux() {
        Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
        settings.put("HLS_SEGMENT_TIME", "2");
        return MuxProcess.startWith(FEW_DESCRIPTORS, settings).awaitSegment();
    }

    @Test
    void idleConnectionsDoNotDisturbTheOutputOrPlayers() throws Exception {
        try (MuxProcess mux = mux();
                HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book());
                Crowd players = new Crowd(2, List.of(mux.playlist()))) {
            Waits.awaitSegments(audit, 2);
            mux.awaitLine("players may open ", " connections", "this process may open 800 file descriptors");
            String before = measure(mux);
            try (Attackers idle = new Attackers(mux.playlist().getPort(), 2_000, "", "", true)) {
                await("2,000 connections").atMost(MuxProcess.TIMEOUT).until(() -> idle.open() + idle.closed() >= 2_000);
                MuxProcess.signal(mux.awaitOnlyChild().pid(), "KILL");
                Waits.awaitSegments(audit, audit.segments() + 2);
                farm.move("two");
                mux.awaitOnAir("two");
                Waits.awaitSegments(audit, audit.segments() + 2);
                assertServed(players);
                System.out.printf(
                        "HttpAttackIT: idle connections: before %s; during %s, %d closed by Mux; ",
                        before, measure(mux), idle.closed());
                assertThat(descriptors(mux)).isLessThan(750);
                assertThat(mux.awaitOnlyChild().isAlive()).isTrue();
            }
            Waits.awaitSegments(audit, audit.segments() + 2);
            System.out.println("after " + measure(mux) + "; " + audit.report());
            mux.awaitLine(" WARN ", "players: ", "HTTP_MAX_CONNECTIONS");
            assertThat(mux.lines()).noneMatch(line -> line.contains("Too many open files"));
            assertThat(metric(mux, "mux_http_connections_displaced_total{listener=\"players\"}"))
                    .isPositive();
            assertThat(players.errors()).isEmpty();
            assertThat(audit.breaches()).as(audit.report()).isEmpty();
        }
    }

    @Test
    void connectionsOfSlowClientsAreReset() throws Exception {
        try (MuxProcess mux = mux();
                HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book());
                Crowd players = new Crowd(2, List.of(mux.playlist()))) {
            Waits.awaitSegments(audit, 2);
            int port = mux.playlist().getPort();
            String before = measure(mux);
            String during;
            try (Attackers headers = new Attackers(port, 150, GET, "X", true);
                    Attackers bodies = new Attackers(port, 300, GET + "Content-Length: 100000\r\n\r\n", "x", true);
                    Attackers readers = new Attackers(port, 150, (GET + "\r\n").repeat(200), "", false)) {
                await("connections with slow headers and slow bodies are reset")
                        .atMost(MuxProcess.TIMEOUT)
                        .until(() -> headers.closed() >= 150 && bodies.closed() >= 300);
                assertThat(readers.open()).isPositive();
                assertServed(players);
                during = measure(mux);
                Waits.awaitSegments(audit, audit.segments() + 2);
            }
            Waits.awaitSegments(audit, audit.segments() + 2);
            System.out.println("HttpAttackIT: slow clients: before " + before + "; during " + during + "; after "
                    + measure(mux) + "; " + audit.report());
            assertThat(players.errors()).isEmpty();
            assertThat(audit.breaches()).as(audit.report()).isEmpty();
        }
    }

    @Test
    void requestsWithAmbiguousFramingAreRefused() throws Exception {
        try (MuxProcess mux = mux()) {
            for (int port : new int[] {mux.playlist().getPort(), mux.admin("/").getPort()}) {
                for (String ambiguous : List.of(
                        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n100000000000000005\r\n",
                        "Transfer-Encoding: identity\r\n\r\n",
                        ": x\r\n\r\n")) {
                    assertThat(send(port, GET + ambiguous)).startsWith("HTTP/1.1 400 ");
                }
                assertThat(send(port, GET + "Content-Length: 4\r\n\r\n")).startsWith("HTTP/1.1 413 ");
            }
        }
    }

    private static String send(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static void assertServed(Crowd players) {
        long before = players.responses();
        await("players are served")
                .atMost(MuxProcess.TIMEOUT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> players.responses() >= before + 4);
    }

    private static double metric(MuxProcess mux, String name) {
        return MuxProcess.get(mux.admin("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }

    /** Resident memory, threads and file descriptors of the process, for the report. */
    private static String measure(MuxProcess mux) throws IOException {
        Path status = Path.of("/proc", "" + mux.pid(), "status");
        String text = "";
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:") || line.startsWith("Threads:")) {
                text += line.replaceAll("\\s+", " ") + ", ";
            }
        }
        return text + descriptors(mux) + " descriptors";
    }

    private static long descriptors(MuxProcess mux) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", "" + mux.pid(), "fd"))) {
            return open.count();
        }
    }
}
