package tv.mux.model;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A published cut.
 *
 * @param msn its media sequence number (RFC 8216 §3)
 * @param discontinuity its discontinuity sequence number (RFC 8216 §4.3.3.3)
 * @param discontinuous whether EXT-X-DISCONTINUITY stands before it (RFC 8216 §4.3.2.3)
 * @param dateMs when it begins in the stream's own time, milliseconds since the epoch
 * @param durationMs how long it lasts, milliseconds
 * @param independent whether it begins with a key frame
 * @param run the run it came from
 * @param term the leader's term it was published in
 * @param head the address of its input
 * @param title the name of what was on air
 * @param bytes the length of its file in each rendition
 * @param checksums the CRC-32C of its file in each rendition; empty where release 0.1 wrote it
 */
public record Segment(
        long msn,
        long discontinuity,
        boolean discontinuous,
        long dateMs,
        long durationMs,
        boolean independent,
        String run,
        long term,
        String head,
        String title,
        List<Long> bytes,
        List<Long> checksums) {

    /** What the run of a slate has in its name. */
    public static final String SLATE = "-slate";

    private static final Pattern RUN = Pattern.compile("[A-Za-z0-9_-]{1,40}");

    /** Whether the text is a valid run id. Run ids are part of file paths and URLs. */
    public static boolean isRun(String text) {
        return text != null && RUN.matcher(text).matches();
    }

    public Segment {
        bytes = List.copyOf(bytes);
        checksums = checksums == null ? List.of() : List.copyOf(checksums);
    }

    /** Whether it is the slate. */
    public boolean slate() {
        return slate(run);
    }

    /** Whether a run is the slate's: it is named for it. */
    static boolean slate(String run) {
        return run.contains(SLATE);
    }

    /** The name of its file in every rendition: it holds number and run, so that it never names other bytes. */
    public String file() {
        return msn + "-" + run + ".ts";
    }
}
