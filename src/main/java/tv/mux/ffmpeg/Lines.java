package tv.mux.ffmpeg;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads lines off a stream to its end. A line longer than any FFmpeg writes is cut off there. */
final class Lines {
    private static final int LONGEST = 4096;

    private Lines() {}

    static void read(InputStream in, Consumer<String> line) {
        byte[] chunk = new byte[8192];
        StringBuilder open = new StringBuilder();
        try (in) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                String text = new String(chunk, 0, n, StandardCharsets.UTF_8);
                for (int i = 0; i < text.length(); i++) {
                    char c = text.charAt(i);
                    if (c == '\n' || c == '\r') {
                        flush(open, line);
                    } else if (open.length() < LONGEST) {
                        open.append(c);
                    }
                }
            }
        } catch (IOException e) {
            // The child is gone, and its pipe with it: what came is all there is.
            line.accept("[info] " + e.getMessage());
        }
        flush(open, line);
    }

    private static void flush(StringBuilder open, Consumer<String> line) {
        if (open.length() > 0) {
            line.accept(open.toString());
            open.setLength(0);
        }
    }
}
