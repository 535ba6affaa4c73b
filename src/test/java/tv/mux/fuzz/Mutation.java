package tv.mux.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Random changes to valid data, for fuzzing parsers. */
public final class Mutation {
    private Mutation() {}

    /**
     * Inserts a text into the line, once or many times. Many repetitions expose parsers with quadratic run time.
     *
     * @param texts one of these is inserted
     * @param maxTimes limit of repetitions
     */
    public static String line(String line, String[] texts, int maxTimes, Random random) {
        int at = random.nextInt(line.length() + 1);
        int times = random.nextInt(8) == 0 ? random.nextInt(maxTimes) : random.nextInt(10);
        return line.substring(0, at) + texts[random.nextInt(texts.length)].repeat(times) + line.substring(at);
    }

    /** Encodes the text in UTF-8. In one of three cases, up to 20 bytes are replaced by random bytes. */
    public static byte[] bytes(String text, Random random) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int n = random.nextInt(3) == 0 ? random.nextInt(20) : 0; n > 0 && bytes.length > 0; n--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
