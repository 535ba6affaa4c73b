package tv.mux.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Changes to real data that a parser may not expect. */
public final class Mutation {
    private Mutation() {}

    /**
     * The line with something inserted, once or many times. A quadratic parser takes seconds for some results.
     *
     * @param bits one of these is inserted
     * @param most so many times at most
     */
    public static String line(String line, String[] bits, int most, Random random) {
        int at = random.nextInt(line.length() + 1);
        int times = random.nextInt(8) == 0 ? random.nextInt(most) : random.nextInt(10);
        return line.substring(0, at) + bits[random.nextInt(bits.length)].repeat(times) + line.substring(at);
    }

    /** The text in UTF-8, in one case of three with up to 20 random bytes. */
    public static byte[] bytes(String text, Random random) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int n = random.nextInt(3) == 0 ? random.nextInt(20) : 0; n > 0 && bytes.length > 0; n--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
