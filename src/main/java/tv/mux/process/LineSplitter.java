package tv.mux.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Splits a stream of UTF-8 text into lines. Truncates lines that are longer than any line FFmpeg writes. */
final class LineSplitter {
    private static final int MAX_CHARS = 4096;

    private LineSplitter() {}

    /** Reads a stream to its end and closes it. Skips empty lines. A line ends with CR, LF or both. */
    static void read(InputStream in, Consumer<String> onLine) {
        char[] chunk = new char[8192];
        StringBuilder line = new StringBuilder();
        // A character may be split between two chunks, so decode with a reader.
        try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            for (int n = reader.read(chunk); n >= 0; n = reader.read(chunk)) {
                for (int i = 0; i < n; i++) {
                    if (chunk[i] == '\n' || chunk[i] == '\r') {
                        flush(line, onLine);
                    } else if (line.length() < MAX_CHARS) {
                        line.append(chunk[i]);
                    }
                }
            }
            flush(line, onLine);
        } catch (IOException e) {
            // The process has ended and so has its pipe; all output was read.
            flush(line, onLine);
            onLine.accept("[info] " + e.getMessage());
        }
    }

    private static void flush(StringBuilder line, Consumer<String> onLine) {
        if (line.length() > 0) {
            onLine.accept(line.toString());
            line.setLength(0);
        }
    }
}
