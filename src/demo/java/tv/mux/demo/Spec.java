package tv.mux.demo;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a synthetic input is like. Its segments begin with key frames and hold a whole number of pictures, so that their
 * durations are exact.
 *
 * @param name its name: lower-case letters, digits and hyphens, as it stands in the address and in the picture
 * @param width picture width, pixels, even
 * @param height picture height, pixels, even
 * @param fps pictures a second
 * @param segmentSeconds how long a segment lasts, seconds
 * @param gopSeconds from key frame to key frame, seconds; a segment holds a whole number of them
 * @param kbps video bit rate, kbit/s
 * @param toneHz frequency of its sine tone, Hz
 * @param window segments in its playlist, at least 3 (RFC 8216 §6.2.2)
 * @param phaseSeconds how far the edges of its segments lie behind those of other inputs, seconds
 */
public record Spec(
        String name,
        int width,
        int height,
        int fps,
        double segmentSeconds,
        double gopSeconds,
        int kbps,
        int toneHz,
        int window,
        double phaseSeconds) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,24}");
    private static final double TOLERANCE = 1e-6;

    /** Refuses what cannot be encoded with exact durations. */
    public Spec {
        require(NAME.matcher(name).matches(), "name", name);
        require(width >= 64 && width % 2 == 0, "width", width);
        require(height >= 64 && height % 2 == 0, "height", height);
        require(fps >= 1 && fps <= 120, "fps", fps);
        require(whole(gopSeconds * fps), "gopSeconds (no whole number of pictures)", gopSeconds);
        require(whole(segmentSeconds / gopSeconds), "segmentSeconds (no whole number of GOPs)", segmentSeconds);
        require(kbps >= 50, "kbps", kbps);
        require(toneHz >= 20 && toneHz <= 15_000, "toneHz", toneHz);
        require(window >= 3, "window", window);
        require(phaseSeconds >= 0, "phaseSeconds", phaseSeconds);
    }

    /** An input of this name, size and frame rate with 2 s segments of one GOP each, six of them listed. */
    public static Spec of(String name, int width, int height, int fps) {
        int kbps = Math.max(150, (int) ((long) width * height * fps / 18_000));
        return new Spec(name, width, height, fps, 2, 2, kbps, 220 + hue(name), 6, 0);
    }

    /** The same with segments and GOPs of other lengths, both in seconds. */
    public Spec withSegments(double seconds, double gop) {
        return new Spec(name, width, height, fps, seconds, gop, kbps, toneHz, window, phaseSeconds);
    }

    /** The same with another number of segments in the playlist. */
    public Spec withWindow(int segments) {
        return new Spec(name, width, height, fps, segmentSeconds, gopSeconds, kbps, toneHz, segments, phaseSeconds);
    }

    /** The same with the edges of its segments so many seconds later. */
    public Spec withPhase(double seconds) {
        return new Spec(name, width, height, fps, segmentSeconds, gopSeconds, kbps, toneHz, window, seconds);
    }

    /** The colour a name has in the picture and on the demo's page (which computes it the same way), degrees. */
    public static int hue(String name) {
        return Math.floorMod(Math.floorMod(name.toLowerCase(Locale.ROOT).hashCode(), 360) * 10, 360);
    }

    int gopFrames() {
        return (int) Math.round(gopSeconds * fps);
    }

    int segmentFrames() {
        return (int) Math.round(segmentSeconds * fps);
    }

    private static boolean whole(double number) {
        return number > 1 - TOLERANCE && Math.abs(number - Math.rint(number)) < TOLERANCE;
    }

    private static void require(boolean holds, String what, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("demo input: " + what + " must not be " + value);
        }
    }
}
