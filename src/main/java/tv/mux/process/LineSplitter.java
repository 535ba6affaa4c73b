package tv.mux.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads lines off a stream to its end. A line longer than any FFmpeg writes is cut off there. */
final class LineSplitter {
    private static final int LONGEST = 4096;

    private LineSplitter() {}

    /**
     * Gives each line that is not empty to an ear, whatever ends it and however it comes in pieces. Closes the stream.
     */
    static void read(InputStream in, Consumer<String> line) {
        char[] chunk = new char[8192];
        StringBuilder open = new StringBuilder();
        // A reader, for a character may lie half in one chunk and half in the next.
        try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            for (int n = reader.read(chunk); n >= 0; n = reader.read(chunk)) {
                for (int i = 0; i < n; i++) {
                    if (chunk[i] == '\n' || chunk[i] == '\r') {
                        flush(open, line);
                    } else if (open.length() < LONGEST) {
                        open.append(chunk[i]);
                    }
                }
            }
            flush(open, line);
        } catch (IOException e) {
            // The child is gone, and its pipe with it: what came is all there is.
            flush(open, line);
            line.accept("[info] " + e.getMessage());
        }
    }

    private static void flush(StringBuilder open, Consumer<String> line) {
        if (open.length() > 0) {
            line.accept(open.toString());
            open.setLength(0);
        }
    }
}
