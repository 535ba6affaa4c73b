package tv.mux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that comments end at 120 columns and that no comment line ends early in mid-sentence. */
class CommentsTest {
    private static final int MAX_COLUMNS = 120;
    /** A line that could take the next word within this width was broken early. */
    private static final int BROKEN_COLUMNS = 100;

    private static final Pattern COMMENT = Pattern.compile("\\s*(/\\*\\*?|\\*|//)( .*)?");
    /** The start of a tag, a list item, a paragraph or an indented block, which begins a new line. */
    private static final Pattern NEW_BLOCK = Pattern.compile("(@|<|\\{@|- |\\d+\\. | ).*");

    @Test
    void linesEndAt120Columns() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (COMMENT.matcher(line).matches() && line.length() > MAX_COLUMNS) {
                    tooLong.add(file + ":" + (i + 1));
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void commentsFillTheLine() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path file : sources()) {
            List<String> lines = Files.readAllLines(file);
            boolean listing = false; // in <pre>, where every line ends where it must
            for (int i = 0; i + 1 < lines.size(); i++) {
                listing = !lines.get(i).contains("</pre>")
                        && (listing || lines.get(i).contains("<pre>"));
                if (listing) {
                    continue;
                }
                String next = continuation(lines.get(i), lines.get(i + 1));
                if (!next.isEmpty() && lines.get(i).length() + 1 + next.split(" ", -1)[0].length() <= BROKEN_COLUMNS) {
                    broken.add(file + ":" + (i + 1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /** The text of the second line if it continues the comment of the first line, or an empty text. */
    private static String continuation(String line, String next) {
        String first = line.strip();
        String second = next.strip();
        String mark = first.startsWith("//") ? "// " : "* ";
        boolean text = first.startsWith("// ")
                || first.startsWith("* ")
                || first.startsWith("/** ")
                || first.startsWith("/* ");
        if (!text || first.endsWith("*/") || !second.startsWith(mark)) {
            return "";
        }
        String continued = second.substring(mark.length());
        return NEW_BLOCK.matcher(continued).matches() ? "" : continued;
    }

    private static List<Path> sources() throws IOException {
        try (var files = Files.walk(Path.of("src"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
