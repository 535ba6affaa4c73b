package tv.mux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MakefileTest {
    @Test
    void makeHelpDescribesEveryTarget() throws IOException {
        List<String> targets = Files.readAllLines(Path.of("Makefile")).stream()
                .filter(line -> line.matches("[a-z-]+:([^=].*)?"))
                .toList();
        assertThat(targets).hasSizeGreaterThan(10).allMatch(line -> line.matches("[a-z-]+:.* ## [^ ].*"));
    }
}
