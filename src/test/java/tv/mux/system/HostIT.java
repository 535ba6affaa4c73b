package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static tv.mux.harness.Waits.awaitMoreSegments;
import static tv.mux.harness.Waits.awaitSegments;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Spec;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Program;

/**
 * A host that runs out of disk space or file descriptors: the output may stop meanwhile, but continues by itself,
 * without a gap in the media sequence.
 */
@ExtendWith(VertxExtension.class)
class HostIT {
    @TempDir
    private Path folder;

    private Farm farm;

    @BeforeEach
    void start(Vertx vertx) {
        farm = Farm.start(vertx, Spec.of("one", 320, 180, 25).withSegments(1, 1).withWindow(10));
        farm.move("one");
    }

    @AfterEach
    void stop() throws Exception {
        farm.close();
    }

    private Map<String, String> settings(Path outputDir) {
        Map<String, String> settings = MuxProcess.settings(outputDir, farm.apiUrl());
        settings.put("HLS_SEGMENT_TIME", "2");
        return settings;
    }

    @Test
    void survivesAFullDiskAndDoesNotStartOnAReadOnlyDisk() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        boolean mounted = Program.succeeds("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", disk.toString());
        System.out.println("HostIT: a small disk can" + (mounted ? "" : "not") + " be mounted here");
        assumeTrue(mounted);
        try {
            Path output = disk.resolve("output");
            try (MuxProcess mux = MuxProcess.start(settings(output)).awaitSegment();
                    HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                awaitSegments(audit, 2);
                Path filler = disk.resolve("filler");
                Program.succeeds("dd", "if=/dev/zero", "of=" + filler, "bs=64k");
                mux.awaitLine("No space left on device");
                Files.delete(filler);
                awaitMoreSegments(audit, 3);
                mux.awaitOnlyChild();
                assertThat(audit.breachesExcept("late segment", "frames "))
                        .as(audit.report())
                        .isEmpty();
                assertThat(audit.breaches()).noneMatch(breach -> breach.startsWith("frames shown again"));
            }
            assertThat(Program.succeeds("mount", "-o", "remount,ro", disk.toString()))
                    .isTrue();
            try (MuxProcess mux = MuxProcess.start(settings(output))) {
                assertThat(mux.awaitExit()).isNotZero();
                assertThat(mux.lines()).anyMatch(line -> line.contains("HLS_OUTPUT_DIR=" + output + " cannot be used"));
            }
        } finally {
            Program.succeeds("umount", "-l", disk.toString());
        }
    }

    @Test
    void survivesALackOfFileDescriptors() throws Exception {
        assumeTrue(Program.succeeds("prlimit", "--version"), "no prlimit on this machine");
        try (MuxProcess mux = MuxProcess.start(settings(folder)).awaitSegment();
                HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
            awaitSegments(audit, 2);
            long used;
            try (var fds = Files.list(Path.of("/proc", "" + mux.pid(), "fd"))) {
                used = fds.count();
            }
            assertThat(Program.succeeds("prlimit", "--pid", "" + mux.pid(), "--nofile=" + (used + 4) + ":4096"))
                    .isTrue();
            List<Socket> players = new ArrayList<>();
            try {
                for (int i = 0; i < 20; i++) {
                    players.add(new Socket(
                            InetAddress.getLoopbackAddress(), mux.playlist().getPort()));
                }
                mux.awaitLine("Too many open files");
            } finally {
                for (Socket player : players) {
                    player.close();
                }
            }
            assertThat(Program.succeeds("prlimit", "--pid", "" + mux.pid(), "--nofile=4096:4096"))
                    .isTrue();
            awaitMoreSegments(audit, 3);
            assertThat(audit.breaches())
                    .as(audit.report())
                    .noneMatch(breach -> breach.startsWith("frames shown again")
                            || breach.startsWith("media sequence")
                            || breach.startsWith("history"));
        }
    }
}
