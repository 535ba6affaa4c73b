package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
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
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Spec;
import tv.mux.harness.Listed;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Ports;
import tv.mux.harness.Waits;

/** Mux dies, or is told to go: what it published stands, and it goes on from there. */
class RestartIT {
    /** The orderly end is bounded: whoever sent the SIGTERM sends a SIGKILL then. */
    private static final Duration END = Duration.ofSeconds(5);

    private static Vertx vertx;
    private static Farm farm;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        farm = Farm.start(vertx, Spec.of("one", 320, 180, 25).withWindow(20));
    }

    @AfterAll
    static void stop() {
        farm.close();
        vertx.close().await();
    }

    @Test
    void afterAKillItGoesOnAtTheNextNumber() throws IOException {
        Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
        settings.put("HLS_SEGMENT_TIME", "2");
        List<Listed> before;
        ProcessHandle orphan;
        try (MuxProcess mux = MuxProcess.start(settings)) {
            farm.move("one");
            mux.awaitSegment();
            aSecondOneIsRefused();
            await("three segments")
                    .atMost(MuxProcess.TIMEOUT)
                    .until(() -> Listed.in(mux).size() >= 3);
            orphan = mux.awaitOnlyChild();
            before = Listed.in(mux);
            MuxProcess.signal(mux.pid(), "KILL");
            assertThat(mux.awaitExit(MuxProcess.TIMEOUT)).isEqualTo(128 + 9);
            await("no FFmpeg left over").atMost(MuxProcess.TIMEOUT).until(() -> !orphan.isAlive());
        }
        assertThat(runs()).as("what the kill left").isNotEmpty();

        settings.put("API_URL", "http://127.0.0.1:" + Ports.free());
        try (MuxProcess mux = MuxProcess.start(settings)) {
            mux.awaitSegment();
            List<Listed> after = Listed.in(mux);
            assertThat(after).startsWith(before.toArray(Listed[]::new));
            for (Listed segment : after) {
                assertThat(MuxProcess.get(mux.playlist().resolve(segment.uri())).statusCode())
                        .as(segment.uri())
                        .isEqualTo(200);
            }
            mux.awaitLine("on air until the scheduler sends a playhead: one (" + farm.head("one") + ")");
            // One more may have come between the look at the list and the kill. The audit begins with the first new
            // segment: how long the start takes is not its matter.
            mux.awaitListed(before.get(before.size() - 1).msn() + 2);
            try (HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                Waits.awaitSegments(audit, before.size() + 3);
                // What the input showed while Mux was away is made up for, to the frame.
                assertThat(audit.breaches()).as(audit.report()).isEmpty();
                System.out.print("RestartIT: " + audit.report());
            }
            List<Listed> now = Listed.in(mux);
            assertThat(now).startsWith(before.toArray(Listed[]::new));
            assertThat(now.stream().skip(before.size()).filter(Listed::discontinuous))
                    .as("one discontinuity: %s", now)
                    .hasSize(1);
            assertThat(mux.children()).hasSize(1);
            assertThat(runs()).as("the folders of runs that are over are gone").hasSize(1);
            theOrderlyEnd(mux, Integer.parseInt(settings.get("HTTP_PORT")));
        }
    }

    private void aSecondOneIsRefused() {
        try (MuxProcess second = MuxProcess.start(MuxProcess.settings(folder, farm.apiUrl()))) {
            assertThat(second.awaitExit(MuxProcess.TIMEOUT)).isEqualTo(1);
            assertThat(second.lines())
                    .filteredOn(line -> !line.contains(" INFO "))
                    .singleElement()
                    .asString()
                    .endsWith("not started: HLS_OUTPUT_DIR=" + folder + " is in use by another Mux");
        }
    }

    private void theOrderlyEnd(MuxProcess mux, int port) throws IOException {
        List<ProcessHandle> children = mux.children();
        long began = System.nanoTime();
        MuxProcess.signal(mux.pid(), "TERM");
        assertThat(mux.awaitExit(END)).as("%s", mux.lines()).isZero();
        System.out.printf("RestartIT: ended %.1f s after SIGTERM%n", (System.nanoTime() - began) / 1e9);
        assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
        assertThat(Ports.isFree(port)).as("port closed").isTrue();
        assertThat(runs()).isEmpty();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
        }
        assertThat(mux.lines()).noneMatch(line -> line.contains(" ERROR ") || line.contains("Exception"));
        assertThat(mux.lines().get(mux.lines().size() - 1)).endsWith("stopped");
    }

    private List<Path> runs() throws IOException {
        try (Stream<Path> folders = Files.list(folder.resolve("runs"))) {
            return folders.toList();
        }
    }

    @Test
    void wrongSettingsAreToldOneByOne() {
        Map<String, String> wrong = new HashMap<>(MuxProcess.settings(folder, "ftp://scheduler"));
        wrong.put("HLS_SEGMENT_TIME", "soon");
        wrong.put("HTTP_PORT", "80911");
        wrong.put("MUX_MODE", "transcode");
        wrong.put("API_TOKEN", "sec ret");
        Map<String, String> taken = MuxProcess.settings(folder, farm.apiUrl());
        taken.put("HTTP_PORT", farm.apiUrl().replaceAll(".*:", ""));
        Map<String, String> noFfmpeg = MuxProcess.settings(folder.resolve("other"), farm.apiUrl());
        noFfmpeg.put("FFMPEG", "no-such-ffmpeg");
        try (MuxProcess mux = MuxProcess.start(wrong);
                MuxProcess portTaken = MuxProcess.start(taken);
                MuxProcess withoutFfmpeg = MuxProcess.start(noFfmpeg)) {
            assertThat(mux.awaitExit(MuxProcess.TIMEOUT)).isEqualTo(2);
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
            notStarted(portTaken, "HTTP_PORT");
            notStarted(withoutFfmpeg, "FFMPEG=no-such-ffmpeg cannot be run");
        }
    }

    private static void notStarted(MuxProcess mux, String why) {
        assertThat(mux.awaitExit(MuxProcess.TIMEOUT)).isEqualTo(1);
        assertThat(mux.lines())
                .filteredOn(line -> !line.contains(" INFO "))
                .singleElement()
                .asString()
                .contains("not started: ", why);
    }

    @Test
    void itTellsWhatItIs() {
        try (MuxProcess help = MuxProcess.start(Map.of(), "--help");
                MuxProcess version = MuxProcess.start(Map.of(), "--version");
                MuxProcess unknown = MuxProcess.start(Map.of(), "--frobnicate")) {
            assertThat(help.awaitExit(MuxProcess.TIMEOUT)).isZero();
            assertThat(String.join("\n", help.lines())).contains("API_URL", "HLS_SEGMENT_TIME", "MUX_MODE", "demo");
            assertThat(version.awaitExit(MuxProcess.TIMEOUT)).isZero();
            assertThat(version.lines()).singleElement().asString().matches("mux \\d+\\.\\d+\\.\\d+.*");
            assertThat(unknown.awaitExit(MuxProcess.TIMEOUT)).isEqualTo(2);
            assertThat(unknown.lines()).singleElement().asString().contains("--frobnicate is not known");
        }
    }
}
