package tv.mux.system.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.vertx.core.Vertx;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Spec;
import tv.mux.harness.Crowd;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Waits;

/**
 * Clients that mean ill hold as many connections as they can: the output goes on, and another player is served
 * throughout.
 */
class HttpAttackIT {
    /** Far more than its connections need, far fewer than the attackers have. */
    private static final List<String> FEW_DESCRIPTORS = List.of("sh", "-c", "ulimit -n 800; exec \"$@\"", "sh");

    private static final String GET = "GET /live/stream.m3u8 HTTP/1.1\r\nHost: mux\r\n";

    @TempDir
    private Path folder;

    private Vertx vertx;
    private Farm farm;

    @BeforeEach
    void start() {
        assumeTrue(
                ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                                .getMaxFileDescriptorCount()
                        > 3_000,
                "this process must open 2,000 connections itself");
        vertx = Vertx.vertx();
        farm = Farm.start(
                vertx,
                Spec.of("one", 320, 180, 25).withSegments(1, 1).withWindow(10),
                Spec.of("two", 320, 180, 25).withSegments(1, 1).withWindow(10));
        farm.move("one");
    }

    @AfterEach
    void stop() throws Exception {
        if (farm != null) {
            farm.close();
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    private MuxProcess mux() {
        Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
        settings.put("HLS_SEGMENT_TIME", "2");
        return MuxProcess.startWith(FEW_DESCRIPTORS, settings).awaitSegment();
    }

    @Test
    void idleConnectionsTakeNothingFromTheService() throws Exception {
        try (MuxProcess mux = mux();
                HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book());
                Crowd players = new Crowd(2, List.of(mux.playlist()))) {
            Waits.awaitSegments(audit, 2);
            mux.awaitLine("players may open ", " connections", "this process may open 800 file descriptors");
            String before = figures(mux);
            try (Attackers idle = new Attackers(mux.playlist().getPort(), 2_000, "", "", true)) {
                await("2,000 connections").atMost(MuxProcess.TIMEOUT).until(() -> idle.open() + idle.closed() >= 2_000);
                MuxProcess.signal(mux.awaitOnlyChild().pid(), "KILL");
                Waits.awaitSegments(audit, audit.segments() + 2);
                farm.move("two");
                mux.awaitOnAir("two");
                Waits.awaitSegments(audit, audit.segments() + 2);
                goesOn(players);
                System.out.printf(
                        "HttpAttackIT: idle connections: before %s; during %s, %d closed by Mux; ",
                        before, figures(mux), idle.closed());
                assertThat(descriptors(mux)).isLessThan(750);
                assertThat(mux.awaitOnlyChild().isAlive()).isTrue();
            }
            Waits.awaitSegments(audit, audit.segments() + 2);
            System.out.println("after " + figures(mux) + "; " + audit.report());
            mux.awaitLine(" WARN ", "players: ", "HTTP_MAX_CONNECTIONS");
            assertThat(mux.lines()).noneMatch(line -> line.contains("Too many open files"));
            assertThat(metric(mux, "mux_http_connections_displaced_total{listener=\"players\"}"))
                    .isPositive();
            assertThat(players.errors()).isEmpty();
            assertThat(audit.breaches()).as(audit.report()).isEmpty();
        }
    }

    @Test
    void slowClientsAreCut() throws Exception {
        try (MuxProcess mux = mux();
                HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book());
                Crowd players = new Crowd(2, List.of(mux.playlist()))) {
            Waits.awaitSegments(audit, 2);
            int port = mux.playlist().getPort();
            String before = figures(mux);
            String during;
            try (Attackers headers = new Attackers(port, 150, GET, "X", true);
                    Attackers bodies = new Attackers(port, 300, GET + "Content-Length: 100000\r\n\r\n", "x", true);
                    Attackers readers = new Attackers(port, 150, (GET + "\r\n").repeat(200), "", false)) {
                await("slow headers and slow bodies are cut")
                        .atMost(MuxProcess.TIMEOUT)
                        .until(() -> headers.closed() >= 150 && bodies.closed() >= 300);
                assertThat(readers.open()).isPositive();
                goesOn(players);
                during = figures(mux);
                Waits.awaitSegments(audit, audit.segments() + 2);
            }
            Waits.awaitSegments(audit, audit.segments() + 2);
            System.out.println("HttpAttackIT: slow clients: before " + before + "; during " + during + "; after "
                    + figures(mux) + "; " + audit.report());
            assertThat(players.errors()).isEmpty();
            assertThat(audit.breaches()).as(audit.report()).isEmpty();
        }
    }

    @Test
    void noPortTakesWhatServersMayDisagreeOn() throws Exception {
        try (MuxProcess mux = mux()) {
            for (int port : new int[] {mux.playlist().getPort(), mux.admin("/").getPort()}) {
                for (String wrong : List.of(
                        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n100000000000000005\r\n",
                        "Transfer-Encoding: identity\r\n\r\n",
                        ": x\r\n\r\n")) {
                    assertThat(answer(port, GET + wrong)).startsWith("HTTP/1.1 400 ");
                }
                assertThat(answer(port, GET + "Content-Length: 4\r\n\r\n")).startsWith("HTTP/1.1 413 ");
            }
        }
    }

    private static String answer(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static void goesOn(Crowd players) {
        long answers = players.responses();
        await("other players are served")
                .atMost(MuxProcess.TIMEOUT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> players.responses() >= answers + 4);
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

    // ---- what the process takes -----------------------------------------------------------------------------------

    private static String figures(MuxProcess mux) throws IOException {
        Path status = Path.of("/proc", "" + mux.pid(), "status");
        String of = "";
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:") || line.startsWith("Threads:")) {
                of += line.replaceAll("\\s+", " ") + ", ";
            }
        }
        return of + descriptors(mux) + " descriptors";
    }

    private static long descriptors(MuxProcess mux) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", "" + mux.pid(), "fd"))) {
            return open.count();
        }
    }
}
