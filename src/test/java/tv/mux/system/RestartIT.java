package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.harness.Waits.await;
import static tv.mux.harness.Waits.awaitSegments;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Spec;
import tv.mux.harness.Listed;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Ports;

/** Mux is killed, stopped or cannot start. After a restart, the stream continues after the last published segment. */
@ExtendWith(VertxExtension.class)
class RestartIT {
    /** Limit of an orderly stop. Service managers send SIGKILL after such a time. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private static Farm farm;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start(Vertx vertx) {
        farm = Farm.start(vertx, Spec.of("one", 320, 180, 25).withWindow(20));
    }

    @AfterAll
    static void stop() {
        farm.close();
    }

    @Test
    void afterAKillTheStreamContinuesWithTheNextNumber() throws IOException {
        Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
        settings.put("HLS_SEGMENT_TIME", "2");
        List<Listed> before;
        ProcessHandle orphan;
        try (MuxProcess mux = MuxProcess.start(settings)) {
            farm.move("one");
            mux.awaitSegment();
            assertSecondMuxIsRefused();
            await("three segments").until(() -> Listed.in(mux).size() >= 3);
            orphan = mux.awaitOnlyChild();
            before = Listed.in(mux);
            mux.kill();
            await("the FFmpeg of the killed Mux has ended").until(() -> !orphan.isAlive());
        }
        assertThat(runFolders()).as("folder of the killed run").isNotEmpty();

        settings.put("API_URL", "http://127.0.0.1:" + Ports.free());
        try (MuxProcess mux = MuxProcess.start(settings)) {
            mux.awaitSegment();
            List<Listed> after = Listed.in(mux);
            assertThat(after).startsWith(before.toArray(Listed[]::new));
            mux.assertSegmentsAvailable();
            mux.awaitLine("on air until the scheduler sends a playhead: one (" + farm.head("one") + ")");
            // One more segment may have been published before the kill. The audit begins with a segment of the new
            // process, because it must not count the time of the restart.
            mux.awaitListed(before.get(before.size() - 1).msn() + 2);
            try (HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                awaitSegments(audit, before.size() + 3);
                // Mux fetches the pictures of the time in which it did not run, so that none is missing.
                assertThat(audit.breaches()).as(audit.report()).isEmpty();
                System.out.print("RestartIT: " + audit.report());
            }
            List<Listed> now = Listed.in(mux);
            assertThat(now).startsWith(before.toArray(Listed[]::new));
            assertThat(now.stream().skip(before.size()).filter(Listed::discontinuous))
                    .as("one discontinuity: %s", now)
                    .hasSize(1);
            assertThat(mux.children()).hasSize(1);
            assertThat(runFolders()).as("the folders of ended runs are removed").hasSize(1);
            assertOrderlyStop(mux, Integer.parseInt(settings.get("HTTP_PORT")));
        }
    }

    private void assertSecondMuxIsRefused() {
        try (MuxProcess second = MuxProcess.start(MuxProcess.settings(folder, farm.apiUrl()))) {
            assertThat(second.awaitExit()).isEqualTo(1);
            assertThat(second.lines())
                    .filteredOn(line -> !line.contains(" INFO "))
                    .singleElement()
                    .asString()
                    .endsWith("not started: HLS_OUTPUT_DIR=" + folder + " is in use by another Mux");
        }
    }

    private void assertOrderlyStop(MuxProcess mux, int port) throws IOException {
        List<ProcessHandle> children = mux.children();
        long start = System.nanoTime();
        MuxProcess.signal(mux.pid(), "TERM");
        assertThat(mux.awaitExit(STOP_TIMEOUT)).as("%s", mux.lines()).isZero();
        System.out.printf("RestartIT: stopped %.1f s after SIGTERM%n", (System.nanoTime() - start) / 1e9);
        assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
        assertThat(Ports.isFree(port)).as("port closed").isTrue();
        assertThat(runFolders()).isEmpty();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
        }
        mux.assertNoErrorLogged();
        assertThat(mux.lines().get(mux.lines().size() - 1)).endsWith("stopped");
    }

    private List<Path> runFolders() throws IOException {
        try (Stream<Path> folders = Files.list(folder.resolve("runs"))) {
            return folders.toList();
        }
    }

    @Test
    void invalidSettingsPreventTheStart() {
        Map<String, String> invalid = new HashMap<>(MuxProcess.settings(folder, "ftp://scheduler"));
        invalid.put("HLS_SEGMENT_TIME", "soon");
        invalid.put("HTTP_PORT", "80911");
        invalid.put("MUX_MODE", "transcode");
        invalid.put("API_TOKEN", "sec ret");
        Map<String, String> usedPort = MuxProcess.settings(folder, farm.apiUrl());
        usedPort.put("HTTP_PORT", farm.apiUrl().replaceAll(".*:", ""));
        Map<String, String> noFfmpeg = MuxProcess.settings(folder.resolve("other"), farm.apiUrl());
        noFfmpeg.put("FFMPEG", "no-such-ffmpeg");
        try (MuxProcess mux = MuxProcess.start(invalid);
                MuxProcess portTaken = MuxProcess.start(usedPort);
                MuxProcess withoutFfmpeg = MuxProcess.start(noFfmpeg)) {
            assertThat(mux.awaitExit()).isEqualTo(2);
            assertThat(mux.lines())
                    .hasSize(5)
                    .allMatch(line -> line.contains(" is not allowed"))
                    .noneMatch(line -> line.contains("sec ret"));
            for (String setting : List.of(
                    "API_URL=ftp://scheduler ",
                    "HLS_SEGMENT_TIME=soon ",
                    "HTTP_PORT=80911 ",
                    "MUX_MODE=transcode ",
                    "API_TOKEN")) {
                assertThat(mux.lines()).anyMatch(line -> line.startsWith(setting));
            }
            assertNotStarted(portTaken, "HTTP_PORT");
            assertNotStarted(withoutFfmpeg, "FFMPEG=no-such-ffmpeg cannot be run");
        }
    }

    private static void assertNotStarted(MuxProcess mux, String reason) {
        assertThat(mux.awaitExit()).isEqualTo(1);
        assertThat(mux.lines())
                .filteredOn(line -> !line.contains(" INFO "))
                .singleElement()
                .asString()
                .contains("not started: ", reason);
    }

    @Test
    void helpVersionAndUnknownOption() {
        try (MuxProcess help = MuxProcess.start(Map.of(), "--help");
                MuxProcess version = MuxProcess.start(Map.of(), "--version");
                MuxProcess unknown = MuxProcess.start(Map.of(), "--frobnicate")) {
            assertThat(help.awaitExit()).isZero();
            assertThat(String.join("\n", help.lines())).contains("API_URL", "HLS_SEGMENT_TIME", "MUX_MODE", "demo");
            assertThat(version.awaitExit()).isZero();
            assertThat(version.lines()).singleElement().asString().matches("mux \\d+\\.\\d+\\.\\d+.*");
            assertThat(unknown.awaitExit()).isEqualTo(2);
            assertThat(unknown.lines()).singleElement().asString().contains("--frobnicate is not known");
        }
    }
}
