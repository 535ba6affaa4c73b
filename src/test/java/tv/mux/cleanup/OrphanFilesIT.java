package tv.mux.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanFilesIT {
    private static final Duration AGE = Duration.ofMinutes(10);
    private static final long BEGIN = Long.MAX_VALUE - 1; // such a clock may begin anywhere
    private static final long LATER = BEGIN + AGE.toNanos();

    @TempDir
    Path dir;

    @Test
    void removesOnlyWhatWasUnknownForLong() throws IOException {
        OrphanFiles strays = new OrphanFiles(dir, AGE);
        Path known = file("1-a.ts");
        Path stray = file("3-c.ts");
        Files.createDirectories(dir.resolve("stream_1"));
        Path knownRendition = file("stream_1/1-a.ts");
        Path strayRendition = file("stream_1/3-c.ts");
        assertThat(strays.sweep(Set.of("1-a.ts"), BEGIN)).isEmpty();
        Path young = file("2-b.ts");

        assertThat(strays.sweep(Set.of("1-a.ts"), LATER - 1)).isEmpty();
        assertThat(strays.sweep(Set.of("1-a.ts"), LATER)).containsExactlyInAnyOrder(stray, strayRendition);

        assertThat(known).exists();
        assertThat(young).exists();
        assertThat(knownRendition).exists();
        assertThat(stray).doesNotExist();
        assertThat(strayRendition).doesNotExist();
    }

    @Test
    void theDateOfAFileMeansNothing() throws IOException {
        Path file = file("1-a.ts");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

        assertThat(new OrphanFiles(dir, AGE).sweep(Set.of(), BEGIN)).isEmpty();
        assertThat(file).exists();
    }

    @Test
    void whatWasKnownInBetweenIsYoungAgain() throws IOException {
        OrphanFiles strays = new OrphanFiles(dir, AGE);
        Path file = file("1-a.ts");

        strays.sweep(Set.of(), BEGIN);
        strays.sweep(Set.of("1-a.ts"), LATER);

        assertThat(strays.sweep(Set.of(), LATER + 1)).isEmpty();
        assertThat(file).exists();
    }

    @Test
    void followsNoLinksOutOfTheFolder(@TempDir Path elsewhere) throws IOException {
        OrphanFiles strays = new OrphanFiles(dir, AGE);
        Path precious = Files.createFile(elsewhere.resolve("precious"));
        Files.createSymbolicLink(dir.resolve("folder"), elsewhere);
        Files.createSymbolicLink(dir.resolve("file"), precious);

        strays.sweep(Set.of(), BEGIN);

        assertThat(strays.sweep(Set.of(), LATER)).isEmpty();
        assertThat(precious).exists();
    }

    @Test
    void hasNothingToDoWithoutAFolder() throws IOException {
        assertThat(new OrphanFiles(dir.resolve("none"), AGE).sweep(Set.of(), BEGIN))
                .isEmpty();
    }

    @Test
    void saysWhatCannotBeRead() throws IOException {
        Path file = file("none");

        assertThatThrownBy(() -> new OrphanFiles(file.resolve("below"), AGE).sweep(Set.of(), BEGIN))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("below");
    }

    private Path file(String name) throws IOException {
        return Files.createFile(dir.resolve(name));
    }
}
