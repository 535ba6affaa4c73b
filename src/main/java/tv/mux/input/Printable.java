package tv.mux.input;

import java.nio.charset.StandardCharsets;
import tv.mux.config.Redaction;

/** Makes of what a server sent something that is fit for one line of a log: short, printable, without secrets. */
final class Printable {
    private static final int SHOWN = 60;
    private static final int SHOWN_OF_ADDRESS = 200;

    private Printable() {}

    /** The beginning of a text; empty for null. */
    static String text(String text) {
        return cut(Redaction.url(text), SHOWN);
    }

    /** The beginning of what should have been something else, or text. */
    static String bytes(byte[] bytes) {
        return text(new String(bytes, 0, Math.min(bytes.length, SHOWN * 4), StandardCharsets.ISO_8859_1));
    }

    /** What should have been an address. */
    static String address(String text) {
        return cut(Redaction.url(text), SHOWN_OF_ADDRESS);
    }

    private static String cut(String text, int most) {
        String begin = text.length() > most ? text.substring(0, most) + "..." : text;
        return begin.replaceAll("[^\\x20-\\x7e]", ".");
    }
}
