package tv.mux.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that {@code conf/mux.env} lists all settings with their defaults. */
class ConfTest {
    private static final Pattern SETTING = Pattern.compile("#([A-Z][A-Z0-9_]*)=(.*)");

    private final List<String> lines = Files.readAllLines(Path.of("conf", "mux.env"));

    ConfTest() throws IOException {}

    @Test
    void listsEverySettingOnceWithItsDefault() {
        Map<String, String> settings = new TreeMap<>();
        for (String line : lines) {
            Matcher setting = SETTING.matcher(line);
            if (setting.matches()) {
                assertThat(settings.put(setting.group(1), setting.group(2)))
                        .as(setting.group(1))
                        .isNull();
            }
        }
        assertThat(settings).isEqualTo(new TreeMap<>(Settings.defaults()));
        assertThatCode(() -> Config.from(settings)).doesNotThrowAnyException();
    }

    @Test
    void containsOnlyComments() {
        assertThat(lines)
                .allMatch(line -> line.isEmpty()
                        || line.startsWith("# ")
                        || line.equals("#")
                        || SETTING.matcher(line).matches());
    }

    @Test
    void explainsEverySetting() {
        for (int i = 1; i < lines.size(); i++) {
            if (SETTING.matcher(lines.get(i)).matches()) {
                assertThat(lines.get(i - 1)).as("above %s", lines.get(i)).matches("# .*\\.");
            }
        }
    }

    @Test
    void commentsEndAt120Columns() {
        assertThat(lines).filteredOn(line -> !SETTING.matcher(line).matches()).allMatch(line -> line.length() <= 120);
    }
}
