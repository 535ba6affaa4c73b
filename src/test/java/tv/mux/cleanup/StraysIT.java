package tv.mux.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StraysIT {
    private static final Instant OLD = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant BEFORE = OLD.plusSeconds(1);

    @TempDir
    Path dir;

    @Test
    void removesOnlyWhatIsOldAndUnknown() throws IOException {
        Path known = file("1-a.ts", OLD);
        Path young = file("2-b.ts", BEFORE);
        Path stray = file("3-c.ts", OLD);
        Files.createDirectories(dir.resolve("stream_1"));
        Path knownRendition = file("stream_1/1-a.ts", OLD);
        Path strayRendition = file("stream_1/3-c.ts", OLD);

        assertThat(Strays.remove(dir, Set.of("1-a.ts"), BEFORE)).containsExactlyInAnyOrder(stray, strayRendition);
        assertThat(known).exists();
        assertThat(young).exists();
        assertThat(knownRendition).exists();
        assertThat(stray).doesNotExist();
        assertThat(strayRendition).doesNotExist();
    }

    @Test
    void followsNoLinksOutOfTheFolder(@TempDir Path elsewhere) throws IOException {
        Path precious = Files.createFile(elsewhere.resolve("precious"));
        Files.setLastModifiedTime(precious, FileTime.from(OLD));
        Files.createSymbolicLink(dir.resolve("folder"), elsewhere);
        Files.createSymbolicLink(dir.resolve("file"), precious);

        assertThat(Strays.remove(dir, Set.of(), BEFORE)).isEmpty();
        assertThat(precious).exists();
    }

    @Test
    void hasNothingToDoWithoutAFolder() throws IOException {
        assertThat(Strays.remove(dir.resolve("none"), Set.of(), BEFORE)).isEmpty();
    }

    @Test
    void saysWhatCannotBeRead() throws IOException {
        Path file = file("none", OLD);

        assertThat(Strays.remove(file, Set.of("none"), BEFORE)).isEmpty();
        assertThatThrownBy(() -> Strays.remove(file.resolve("below"), Set.of(), BEFORE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("below");
    }

    private Path file(String name, Instant written) throws IOException {
        Path file = Files.createFile(dir.resolve(name));
        Files.setLastModifiedTime(file, FileTime.from(written));
        return file;
    }
}
