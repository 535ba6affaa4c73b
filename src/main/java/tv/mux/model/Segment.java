package tv.mux.model;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A published segment.
 *
 * @param msn media sequence number (RFC 8216 §3)
 * @param discontinuity discontinuity sequence number (RFC 8216 §4.3.3.3)
 * @param discontinuous whether EXT-X-DISCONTINUITY comes before the segment (RFC 8216 §4.3.2.3)
 * @param dateMs when the segment begins in the stream's own time, milliseconds since the epoch
 * @param durationMs duration, milliseconds
 * @param independent whether the segment begins with a key frame
 * @param run id of the run that made the segment
 * @param term the leader's term in which the segment was published
 * @param head URL of the input
 * @param title name of the source on air
 * @param bytes length of the file in each rendition
 * @param checksums CRC-32C of the file in each rendition; empty if release 0.1 wrote the segment
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

    /** Part of the run id of every slate segment, and of no other run id. */
    public static final String SLATE = "-slate";

    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9_-]{1,40}");

    /** Whether the text is a valid run id. Run ids are part of file paths and URLs. */
    public static boolean isRun(String text) {
        return text != null && RUN_ID.matcher(text).matches();
    }

    public Segment {
        bytes = List.copyOf(bytes);
        checksums = checksums == null ? List.of() : List.copyOf(checksums);
    }

    /** Whether this is a slate segment. */
    public boolean slate() {
        return slate(run);
    }

    static boolean slate(String run) {
        return run.contains(SLATE);
    }

    /** Returns the file name in each rendition. It contains number and run, so a name never refers to other bytes. */
    public String file() {
        return msn + "-" + run + ".ts";
    }
}
