package tv.mux.demo;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The properties of a synthetic input. Each segment begins with a key frame and contains a whole number of pictures, so
 * that the durations are exact.
 *
 * @param name name in the URL and in the picture: lower-case letters, digits and hyphens
 * @param width picture width in pixels, even
 * @param height picture height in pixels, even
 * @param fps pictures per second
 * @param segmentSeconds duration of a segment in seconds
 * @param gopSeconds time between key frames in seconds; a segment contains a whole number of GOPs
 * @param kbps video bit rate in kbit/s
 * @param toneHz frequency of the sine tone in Hz
 * @param window number of segments in the playlist, at least 3 (RFC 8216 §6.2.2)
 * @param phaseSeconds delay of the segment boundaries against those of other inputs, in seconds
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

    /** Throws IllegalArgumentException if the input cannot be encoded with exact durations. */
    public Spec {
        require(NAME.matcher(name).matches(), "name", name);
        require(width >= 64 && width % 2 == 0, "width", width);
        require(height >= 64 && height % 2 == 0, "height", height);
        require(fps >= 1 && fps <= 120, "fps", fps);
        require(isWhole(gopSeconds * fps), "gopSeconds (no whole number of pictures)", gopSeconds);
        require(isWhole(segmentSeconds / gopSeconds), "segmentSeconds (no whole number of GOPs)", segmentSeconds);
        require(kbps >= 50, "kbps", kbps);
        require(toneHz >= 20 && toneHz <= 15_000, "toneHz", toneHz);
        require(window >= 3, "window", window);
        require(phaseSeconds >= 0, "phaseSeconds", phaseSeconds);
    }

    /** An input with segments of 2 s, one GOP in each segment, and six segments in the playlist. */
    public static Spec of(String name, int width, int height, int fps) {
        int kbps = Math.max(150, (int) ((long) width * height * fps / 18_000));
        return new Spec(name, width, height, fps, 2, 2, kbps, 220 + hue(name), 6, 0);
    }

    /** Returns a copy with other durations of segments and GOPs, in seconds. */
    public Spec withSegments(double seconds, double gop) {
        return new Spec(name, width, height, fps, seconds, gop, kbps, toneHz, window, phaseSeconds);
    }

    /** Returns a copy with another number of segments in the playlist. */
    public Spec withWindow(int segments) {
        return new Spec(name, width, height, fps, segmentSeconds, gopSeconds, kbps, toneHz, segments, phaseSeconds);
    }

    /** Returns a copy whose segment boundaries are delayed by a number of seconds. */
    public Spec withPhase(double seconds) {
        return new Spec(name, width, height, fps, segmentSeconds, gopSeconds, kbps, toneHz, window, seconds);
    }

    /** The hue of a name in the picture, in degrees. The demo's page computes the hue in the same way. */
    public static int hue(String name) {
        return Math.floorMod(Math.floorMod(name.toLowerCase(Locale.ROOT).hashCode(), 360) * 10, 360);
    }

    int gopFrames() {
        return (int) Math.round(gopSeconds * fps);
    }

    int segmentFrames() {
        return (int) Math.round(segmentSeconds * fps);
    }

    private static boolean isWhole(double number) {
        return number > 1 - TOLERANCE && Math.abs(number - Math.rint(number)) < TOLERANCE;
    }

    private static void require(boolean allowed, String what, Object value) {
        if (!allowed) {
            throw new IllegalArgumentException("demo input: " + what + " must not be " + value);
        }
    }
}
