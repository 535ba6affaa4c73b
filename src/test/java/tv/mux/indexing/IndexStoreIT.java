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
    private static final StreamIndex INDEX =
            Sample.after(Sample.takeLeadership("n1", Sample.NOW).applyTo(null), "r1", 5);

    @TempDir
    Path folder;

    @Test
    void survivesARestart() throws IOException {
        try (IndexStore store = new IndexStore(folder)) {
            assertThat(store.load()).isEmpty();
            store.save(INDEX);
            store.put("1-r.ts", new byte[] {1, 2, 3});
        }
        try (IndexStore store = new IndexStore(folder)) {
            assertThat(store.load()).contains(INDEX);
            assertThat(store.segments().resolve("1-r.ts")).hasBinaryContent(new byte[] {1, 2, 3});
            store.remove("1-r.ts");
            store.remove("1-r.ts");
            assertThat(store.segments()).isEmptyDirectory();
        }
    }

    /** URLs of inputs may contain tokens. */
    @Test
    void onlyThisUserMayReadTheIndex() throws IOException {
        try (IndexStore store = new IndexStore(folder)) {
            store.save(INDEX);
            store.save(INDEX);
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("log.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aFolderCannotBeOpenedTwice() throws Exception {
        IndexStore store = new IndexStore(folder);
        assertThatThrownBy(() -> new IndexStore(folder.resolve("../" + folder.getFileName())).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("HLS_OUTPUT_DIR=")
                .hasMessageEndingWith("is in use by this process already");
        // The second attempt must not have released the lock.
        assertThat(otherProcess().firstLine()).isEqualTo("HLS_OUTPUT_DIR=" + folder + " is in use by another Mux");
        store.close();
        store.close();
        new IndexStore(folder).close();
    }

    @Test
    void aFolderThatAnotherProcessUsesIsRefused() throws Exception {
        Other other = otherProcess();
        assertThat(other.firstLine()).isEqualTo("locked");
        assertThatThrownBy(() -> new IndexStore(folder).close())
                .isInstanceOf(IOException.class)
                .hasMessage("HLS_OUTPUT_DIR=" + folder + " is in use by another Mux");
        other.process().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        new IndexStore(folder).close();
    }

    @Test
    void theErrorNamesAFolderThatCannotBeCreated() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> new IndexStore(file).close())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("HLS_OUTPUT_DIR=" + file + " cannot be used: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "null", "[]", "{}", "{\"format\":0}", "{\"format\":1}", "{\"format\":\"x\"}", "\u00e9"})
    void anInvalidIndexIsSetAside(String text) throws IOException {
        // The last value stands for half a character.
        byte[] bytes = text.equals("\u00e9") ? new byte[] {(byte) 0xc3} : text.getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("log.json"), bytes);
        try (IndexStore store = new IndexStore(folder)) {
            assertThat(store.load()).isEmpty();
            assertThat(filesSetAside()).singleElement().satisfies(invalid -> assertThat(invalid)
                    .hasBinaryContent(bytes));
            assertThat(folder.resolve("log.json")).doesNotExist();
            assertThat(store.usedNumbers(Sample.SHAPE, Sample.NOW)).isEmpty();
            store.save(INDEX);
            assertThat(store.load()).contains(INDEX);
        }
    }

    @Test
    void theNumbersOfADamagedIndexAreRecovered() throws IOException {
        try (IndexStore store = new IndexStore(folder)) {
            store.save(INDEX);
            Path file = folder.resolve("log.json");
            for (int i = 0; i < 8; i++) {
                Files.writeString(file, Files.readString(file).replace("\"A\"", "\"B\""));
                assertThat(store.load()).isEmpty();
                assertThat(file).doesNotExist();
                store.save(INDEX);
            }
            assertThat(filesSetAside()).hasSizeBetween(1, 5).allMatch(damaged -> damaged.toString()
                    .contains(".damaged-"));
            StreamIndex used = store.usedNumbers(Sample.SHAPE, Sample.NOW).orElseThrow();
            assertThat(used.nextMsn()).isEqualTo(INDEX.nextMsn());
            StreamIndex next =
                    new IndexChange.TakeLeadership("n1", Sample.NOW, Sample.SHAPE, List.of(used)).applyTo(null);
            assertThat(next.nextMsn()).isEqualTo(INDEX.nextMsn());
            assertThat(next.discontinuity()).isEqualTo(INDEX.discontinuity() + 1);
            assertThat(next.nextDateMs()).isGreaterThanOrEqualTo(INDEX.nextDateMs());
        }
    }

    @Test
    void numbersAreRecoveredFromTheNamesOfSegmentFiles() throws IOException {
        long ahead = Sample.NOW / 1000 + 1_000;
        try (IndexStore store = new IndexStore(folder)) {
            store.put(ahead + "-r.ts", new byte[1]);
            store.put("999999999999-r.ts", new byte[1]);
        }
        try (IndexStore store = new IndexStore(folder)) {
            assertThat(store.usedNumbers(Sample.SHAPE, Sample.NOW).orElseThrow().nextMsn())
                    .isEqualTo(ahead + 1);
        }
    }

    private List<Path> filesSetAside() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("log.json."))
                    .toList();
        }
    }

    /** A downgrade to release 0.3, which reads the first line only, remains possible. */
    @Test
    void theFirstLineHasTheFormatOfRelease03() throws IOException {
        try (IndexStore store = new IndexStore(folder)) {
            store.save(INDEX);
            List<String> lines = Files.readAllLines(folder.resolve("log.json"));
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0)).isEqualTo(IndexJson.text(INDEX));
            Files.writeString(folder.resolve("log.json"), lines.get(0));
            assertThat(store.load()).contains(INDEX);
        }
    }

    @Test
    void anIndexOfALaterReleaseIsRefusedAndKept() throws IOException {
        Path file = folder.resolve("log.json");
        String later = "{\"format\":3,\"shape\":{\"ladder\":[]},\"parts\":7}";
        Files.writeString(file, later);
        try (IndexStore store = new IndexStore(folder)) {
            assertThatThrownBy(store::load)
                    .isInstanceOf(IOException.class)
                    .hasMessage(file
                            + " cannot be used (a later release wrote the index: its format is 3, and this release reads"
                            + " formats up to 2):"
                            + " run that release, or set another HLS_OUTPUT_DIR");
        }
        assertThat(file).hasContent(later);
    }

    @Test
    void unknownPropertiesAreIgnored() throws IOException {
        Files.writeString(
                folder.resolve("log.json"), IndexJson.text(INDEX).replaceFirst("\\{", "{\"more\":{\"a\":1},"));
        try (IndexStore store = new IndexStore(folder)) {
            assertThat(store.load()).contains(INDEX);
        }
    }

    @Test
    void savingIsAtomic() throws Exception {
        try (IndexStore store = new IndexStore(folder)) {
            store.save(INDEX);
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                StreamIndex index = INDEX;
                for (int i = 0; i < 100; i++) {
                    index = Sample.append(index, "w", i).applyTo(index);
                    try {
                        store.save(index);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            long previous = 0;
            while (!writing.isDone()) {
                long next = store.load().orElseThrow().nextMsn();
                assertThat(next).isGreaterThanOrEqualTo(previous);
                previous = next;
            }
            writing.get(10, TimeUnit.SECONDS);
            assertThat(store.load().orElseThrow().nextMsn()).isEqualTo(INDEX.nextMsn() + 100);
        }
    }

    private record Other(Process process, String firstLine) {}

    /** Opens the folder in another JVM, which exits when its standard input is closed. */
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
        String firstLine = out.readLine();
        if (!"locked".equals(firstLine)) {
            process.destroyForcibly();
        }
        return new Other(process, firstLine);
    }

    /** The main method of the other process. */
    public static void main(String[] arguments) throws IOException {
        try (IndexStore store = new IndexStore(Path.of(arguments[0]))) {
            System.out.println(store.load().isEmpty() ? "locked" : "locked, and not empty");
            while (System.in.read() >= 0) {
                // Wait until the test closes the standard input.
            }
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
