package tv.mux.indexing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.mux.index.IndexChange;
import tv.mux.index.IndexJson;
import tv.mux.index.StreamIndex;

class IndexStoreIT {
    private static final StreamIndex ENTRY =
            Sample.after(Sample.takeLeadership("n1", Sample.NOW).applyTo(null), "r1", 5);

    @TempDir
    Path folder;

    @Test
    void survivesARestart() throws IOException {
        try (IndexStore store = new IndexStore(folder)) {
            assertThat(store.load()).isEmpty();
            store.save(ENTRY);
            store.put("1-r.ts", new byte[] {1, 2, 3});
        }
        try (IndexStore store = new IndexStore(folder)) {
            assertThat(store.load()).contains(ENTRY);
            assertThat(store.segments().resolve("1-r.ts")).hasBinaryContent(new byte[] {1, 2, 3});
            store.remove("1-r.ts");
            store.remove("1-r.ts");
            assertThat(store.segments()).isEmptyDirectory();
        }
    }

    /** Heads carry tokens, and the folder may be one of all users. */
    @Test
    void nobodyElseReadsTheLog() throws IOException {
        try (IndexStore store = new IndexStore(folder)) {
            store.save(ENTRY);
            store.save(ENTRY);
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("log.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void isThisProcessesAlone() throws Exception {
        IndexStore store = new IndexStore(folder);
        assertThatThrownBy(() -> new IndexStore(folder.resolve("../" + folder.getFileName())).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("HLS_OUTPUT_DIR=")
                .hasMessageEndingWith("is in use by this process already");
        // That try must not have cost us the lock.
        assertThat(otherProcess().said()).isEqualTo("HLS_OUTPUT_DIR=" + folder + " is in use by another Mux");
        store.close();
        store.close();
        new IndexStore(folder).close();
    }

    @Test
    void isRefusedWhileAnotherProcessHasIt() throws Exception {
        Other other = otherProcess();
        assertThat(other.said()).isEqualTo("held");
        assertThatThrownBy(() -> new IndexStore(folder).close())
                .isInstanceOf(IOException.class)
                .hasMessage("HLS_OUTPUT_DIR=" + folder + " is in use by another Mux");
        other.process().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        new IndexStore(folder).close();
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> new IndexStore(file).close())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("HLS_OUTPUT_DIR=" + file + " cannot be used: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "null", "[]", "{}", "{\"format\":0}", "{\"format\":1}", "{\"format\":\"x\"}", "\u00e9"})
    void whatCannotBeReadIsSetAside(String text) throws IOException {
        // Of the last one, half a character.
        byte[] bytes = text.equals("\u00e9") ? new byte[] {(byte) 0xc3} : text.getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("log.json"), bytes);
        try (IndexStore store = new IndexStore(folder)) {
            assertThat(store.load()).isEmpty();
            assertThat(asides()).singleElement().satisfies(aside -> assertThat(aside)
                    .hasBinaryContent(bytes));
            assertThat(folder.resolve("log.json")).doesNotExist();
            assertThat(store.used(Sample.SHAPE, Sample.NOW)).isEmpty();
            store.save(ENTRY);
            assertThat(store.load()).contains(ENTRY);
        }
    }

    @Test
    void aDamagedLogLeavesItsNumbers() throws IOException {
        try (IndexStore store = new IndexStore(folder)) {
            store.save(ENTRY);
            Path file = folder.resolve("log.json");
            for (int i = 0; i < 8; i++) {
                Files.writeString(file, Files.readString(file).replace("\"A\"", "\"B\""));
                assertThat(store.load()).isEmpty();
                assertThat(file).doesNotExist();
                store.save(ENTRY);
            }
            assertThat(asides()).hasSizeBetween(1, 5).allMatch(aside -> aside.toString()
                    .contains(".damaged-"));
            StreamIndex used = store.used(Sample.SHAPE, Sample.NOW).orElseThrow();
            assertThat(used.nextMsn()).isEqualTo(ENTRY.nextMsn());
            StreamIndex next =
                    new IndexChange.TakeLeadership("n1", Sample.NOW, Sample.SHAPE, List.of(used)).applyTo(null);
            assertThat(next.nextMsn()).isEqualTo(ENTRY.nextMsn());
            assertThat(next.discontinuity()).isEqualTo(ENTRY.discontinuity() + 1);
            assertThat(next.nextDateMs()).isGreaterThanOrEqualTo(ENTRY.nextDateMs());
        }
    }

    @Test
    void theNamesOfSegmentsAreNumbersThatWereUsed() throws IOException {
        long ahead = Sample.NOW / 1000 + 1_000;
        try (IndexStore store = new IndexStore(folder)) {
            store.put(ahead + "-r.ts", new byte[1]);
            store.put("999999999999-r.ts", new byte[1]);
        }
        try (IndexStore store = new IndexStore(folder)) {
            assertThat(store.used(Sample.SHAPE, Sample.NOW).orElseThrow().nextMsn())
                    .isEqualTo(ahead + 1);
        }
    }

    private List<Path> asides() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("log.json."))
                    .toList();
        }
    }

    /** Release 0.3 reads the first line, and can be gone back to. */
    @Test
    void theFirstLineIsWhatRelease03Wrote() throws IOException {
        try (IndexStore store = new IndexStore(folder)) {
            store.save(ENTRY);
            List<String> lines = Files.readAllLines(folder.resolve("log.json"));
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0)).isEqualTo(IndexJson.text(ENTRY));
            Files.writeString(folder.resolve("log.json"), lines.get(0));
            assertThat(store.load()).contains(ENTRY);
        }
    }

    @Test
    void whatALaterReleaseWroteStopsTheStartAndStays() throws IOException {
        Path file = folder.resolve("log.json");
        String later = "{\"format\":3,\"shape\":{\"ladder\":[]},\"parts\":7}";
        Files.writeString(file, later);
        try (IndexStore store = new IndexStore(folder)) {
            assertThatThrownBy(store::load)
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            file + " cannot be used (a later release wrote it: its format is 3, this release knows 2):"
                                    + " run that release, or set another HLS_OUTPUT_DIR");
        }
        assertThat(file).hasContent(later);
    }

    @Test
    void moreThanThisReleaseKnowsIsNoErrorInTheSameFormat() throws IOException {
        Files.writeString(
                folder.resolve("log.json"), IndexJson.text(ENTRY).replaceFirst("\\{", "{\"more\":{\"a\":1},"));
        try (IndexStore store = new IndexStore(folder)) {
            assertThat(store.load()).contains(ENTRY);
        }
    }

    @Test
    void aReaderNeverSeesHalfAnEntry() throws Exception {
        try (IndexStore store = new IndexStore(folder)) {
            store.save(ENTRY);
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                StreamIndex entry = ENTRY;
                for (int i = 0; i < 100; i++) {
                    entry = Sample.append(entry, "w", i).applyTo(entry);
                    try {
                        store.save(entry);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            long seen = 0;
            while (!writing.isDone()) {
                long next = store.load().orElseThrow().nextMsn();
                assertThat(next).isGreaterThanOrEqualTo(seen);
                seen = next;
            }
            writing.get(10, TimeUnit.SECONDS);
            assertThat(store.load().orElseThrow().nextMsn()).isEqualTo(ENTRY.nextMsn() + 100);
        }
    }

    private record Other(Process process, String said) {}

    /** Tries to take the folder from another JVM; the first line it says. It ends with its standard input. */
    private Other otherProcess() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        IndexStoreIT.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String said = out.readLine();
        if (!"held".equals(said)) {
            process.destroyForcibly();
        }
        return new Other(process, said);
    }

    /** The other process. */
    public static void main(String[] arguments) throws IOException {
        try (IndexStore store = new IndexStore(Path.of(arguments[0]))) {
            System.out.println(store.load().isEmpty() ? "held" : "held, and something is in it");
            while (System.in.read() >= 0) {
                // Until the test is over.
            }
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
