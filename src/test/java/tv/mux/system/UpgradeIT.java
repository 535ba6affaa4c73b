package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
import tv.mux.harness.Waits;

/** Start with an output folder that release 0.3.0 wrote, that is damaged, or that another user has prepared. */
@ExtendWith(VertxExtension.class)
class UpgradeIT {
    /** The output folder of a killed Mux 0.3.0 with HLS_SEGMENT_TIME=2 and HLS_LIST_SIZE=5. */
    private static final Path RELEASE = Path.of("src/test/resources/release-0.3.0");

    private static final int NOBODY = 65534;
    private static final String SECRET = "nobody else may read or change this";

    private static Farm farm;

    @TempDir
    private Path root;

    @BeforeAll
    static void start(Vertx vertx) {
        farm = Farm.start(vertx, Spec.of("one", 320, 180, 25).withSegments(1, 1).withWindow(10));
        farm.move("one");
    }

    @AfterAll
    static void stop() {
        farm.close();
    }

    /** Settings without HLS_OUTPUT_DIR. The temporary folder belongs to this test. */
    private Map<String, String> settings() {
        Map<String, String> settings = MuxProcess.settings(root, farm.apiUrl());
        settings.remove("HLS_OUTPUT_DIR");
        settings.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + root);
        settings.put("HLS_SEGMENT_TIME", "2");
        settings.put("HLS_LIST_SIZE", "5");
        return settings;
    }

    private Path oldFolder(Map<String, String> settings) {
        return root.resolve("mux-" + settings.get("HTTP_PORT"));
    }

    private static void copyRelease(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(RELEASE)) {
            for (Path file : files.toList()) {
                Path target = folder.resolve(RELEASE.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    @Test
    void continuesTheStreamOfRelease03AndReplacesADamagedIndex() throws Exception {
        Map<String, String> settings = settings();
        settings.put("XDG_STATE_HOME", root.resolve("state").toString());
        Path folder = oldFolder(settings);
        copyRelease(folder);
        JsonObject old = new JsonObject(Files.readString(folder.resolve("log.json")));
        JsonArray segments = old.getJsonArray("segments");
        JsonObject last = segments.getJsonObject(segments.size() - 1);
        long next = old.getLong("nextMsn");
        List<Listed> before;
        try (MuxProcess mux = MuxProcess.start(settings).awaitSegment()) {
            mux.awaitLine("the stream continues in " + folder + ", where release 0.3 stored it", "run mv " + folder);
            mux.awaitLine("the stream continues at segment " + next);
            Listed first = Listed.in(mux).get(0);
            assertThat(first.msn()).isBetween(next - 5, next - 1);
            String name = last.getLong("msn") + "-" + last.getString("run") + ".ts";
            assertThat(MuxProcess.getBytes(mux.playlist().resolve(name)))
                    .isEqualTo(Files.readAllBytes(RELEASE.resolve("segments/" + name)));
            try (HlsAudit audit = HlsAudit.watch(mux.playlist())) {
                mux.awaitListed(next + 1);
                assertThat(audit.breaches()).as(audit.report()).isEmpty();
                System.out.print("UpgradeIT: " + audit.report());
            }
            before = Listed.in(mux);
            assertThat(before)
                    .filteredOn(listed -> listed.msn() == next)
                    .singleElement()
                    .satisfies(listed -> assertThat(listed.discontinuous()).isTrue());
            mux.kill();
        }
        assertDamagedIndexIsSetAside(
                settings, folder, before.get(before.size() - 1).msn());
    }

    private void assertDamagedIndexIsSetAside(Map<String, String> settings, Path folder, long lastMsn)
            throws IOException {
        Path log = folder.resolve("log.json");
        Files.writeString(log, Files.readString(log).replace("\"durationMs\":2000", "\"durationMs\":2001"));
        try (MuxProcess mux = MuxProcess.start(settings).awaitSegment();
                HlsAudit audit = HlsAudit.watch(mux.playlist())) {
            mux.awaitLine(
                    log + " cannot be used (its checksum does not match its content): set aside as log.json.damaged-");
            assertThat(Listed.in(mux).get(0).msn()).isGreaterThan(lastMsn);
            Waits.awaitSegments(audit, 2);
            assertThat(audit.breaches()).as(audit.report()).isEmpty();
            assertThat(mux.lines())
                    .filteredOn(line -> line.contains("set aside"))
                    .hasSize(1);
        }
    }

    /** Another user has put links into the folder that point to a file which only Mux may access. */
    @Test
    void doesNotFollowSymbolicLinksInTheFolder() throws Exception {
        Map<String, String> settings = settings();
        Path folder = oldFolder(settings);
        copyRelease(folder);
        Path victim = Files.writeString(root.resolve("victim"), SECRET);
        JsonObject log = new JsonObject(Files.readString(folder.resolve("log.json")));
        JsonArray segments = log.getJsonArray("segments");
        JsonObject last = segments.getJsonObject(segments.size() - 1);
        last.put("bytes", new JsonArray().add(SECRET.length()));
        segments.forEach(segment -> ((JsonObject) segment).put("checksums", new JsonArray()));
        String name = last.getLong("msn") + "-" + last.getString("run") + ".ts";
        Files.writeString(folder.resolve("log.json"), log.encode());
        Files.delete(folder.resolve("segments").resolve(name));
        Files.createSymbolicLink(folder.resolve("segments").resolve(name), victim);
        Files.createSymbolicLink(folder.resolve("log.json.part"), victim);
        try (MuxProcess mux = MuxProcess.start(settings).awaitSegment()) {
            mux.awaitListed(log.getLong("nextMsn") + 1);
            assertThat(MuxProcess.get(mux.playlist().resolve(name)).body()).doesNotContain(SECRET);
            assertThat(mux.lines()).anyMatch(line -> line.contains(name + " is a symbolic link"));
        }
        assertThat(victim).hasContent(SECRET);
        assertThat(new JsonObject(Files.readAllLines(folder.resolve("log.json")).get(0)).getLong("nextMsn"))
                .isGreaterThan(log.getLong("nextMsn"));
    }

    @Test
    void doesNotStartInAFolderOfAnotherUser() throws IOException {
        Map<String, String> settings = settings();
        Path folder = Files.createDirectories(oldFolder(settings));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertRefused(settings, folder + " can be written by other users", "run chmod -R go-w on it");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Files.setAttribute(folder, "unix:uid", NOBODY);
        } catch (IOException e) {
            System.out.println("UpgradeIT: cannot change the owner of a folder: " + e);
            assumeTrue(false, "chown needs root");
        }
        assertRefused(settings, folder + " belongs to the user ", "run chown ");
        assertThat(folder).isEmptyDirectory();
    }

    private static void assertRefused(Map<String, String> settings, String... reason) {
        try (MuxProcess mux = MuxProcess.start(settings)) {
            assertThat(mux.awaitExit()).isEqualTo(1);
            assertThat(mux.lines())
                    .filteredOn(line -> line.contains(" ERROR ") || line.contains(" WARN "))
                    .singleElement()
                    .asString()
                    .contains("not started: HLS_OUTPUT_DIR=")
                    .contains(reason);
        }
    }
}
