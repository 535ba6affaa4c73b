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
    private static final long START = Long.MAX_VALUE - 1; // a monotonic clock may start anywhere and overflow
    private static final long LATER = START + AGE.toNanos();

    @TempDir
    Path dir;

    @Test
    void deletesOnlyFilesThatWereUnknownForTheMinimumAge() throws IOException {
        OrphanFiles orphans = new OrphanFiles(dir, AGE);
        Path known = file("1-a.ts");
        Path orphan = file("3-c.ts");
        Files.createDirectories(dir.resolve("stream_1"));
        Path knownRendition = file("stream_1/1-a.ts");
        Path orphanRendition = file("stream_1/3-c.ts");
        assertThat(orphans.sweep(Set.of("1-a.ts"), START)).isEmpty();
        Path young = file("2-b.ts");

        assertThat(orphans.sweep(Set.of("1-a.ts"), LATER - 1)).isEmpty();
        assertThat(orphans.sweep(Set.of("1-a.ts"), LATER)).containsExactlyInAnyOrder(orphan, orphanRendition);

        assertThat(known).exists();
        assertThat(young).exists();
        assertThat(knownRendition).exists();
        assertThat(orphan).doesNotExist();
        assertThat(orphanRendition).doesNotExist();
    }

    @Test
    void theDateOfAFileHasNoEffect() throws IOException {
        Path file = file("1-a.ts");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

        assertThat(new OrphanFiles(dir, AGE).sweep(Set.of(), START)).isEmpty();
        assertThat(file).exists();
    }

    @Test
    void theAgeOfAFileRestartsWhenTheIndexKnewIt() throws IOException {
        OrphanFiles orphans = new OrphanFiles(dir, AGE);
        Path file = file("1-a.ts");

        orphans.sweep(Set.of(), START);
        orphans.sweep(Set.of("1-a.ts"), LATER);

        assertThat(orphans.sweep(Set.of(), LATER + 1)).isEmpty();
        assertThat(file).exists();
    }

    @Test
    void doesNotFollowLinks(@TempDir Path elsewhere) throws IOException {
        OrphanFiles orphans = new OrphanFiles(dir, AGE);
        Path precious = Files.createFile(elsewhere.resolve("precious"));
        Files.createSymbolicLink(dir.resolve("folder"), elsewhere);
        Files.createSymbolicLink(dir.resolve("file"), precious);

        orphans.sweep(Set.of(), START);

        assertThat(orphans.sweep(Set.of(), LATER)).isEmpty();
        assertThat(precious).exists();
    }

    @Test
    void aMissingFolderIsEmpty() throws IOException {
        assertThat(new OrphanFiles(dir.resolve("none"), AGE).sweep(Set.of(), START))
                .isEmpty();
    }

    @Test
    void theErrorNamesThePath() throws IOException {
        Path file = file("none");

        assertThatThrownBy(() -> new OrphanFiles(file.resolve("below"), AGE).sweep(Set.of(), START))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("below");
    }

    private Path file(String name) throws IOException {
        return Files.createFile(dir.resolve(name));
    }
}
