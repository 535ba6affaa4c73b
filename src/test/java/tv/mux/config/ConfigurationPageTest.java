package tv.mux.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/configuration.md} equal to the settings in the code. {@code make docs} writes the page. */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("docs", "configuration.md");

    @Test
    void thePageEqualsTheSettings() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, Settings.page());
        }
        assertThat(Files.readString(PAGE))
                .as("%s is out of date: make docs", PAGE)
                .isEqualTo(Settings.page());
    }
}
