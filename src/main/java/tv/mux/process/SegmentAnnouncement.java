package tv.mux.process;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * FFmpeg's word that a file is finished: a line of {@code -segment_list_type csv}. Its times are not used: durations
 * are read from the media.
 *
 * @param file the file's name
 * @param rendition which rendition it belongs to
 * @param ordinal its number in the run
 */
public record SegmentAnnouncement(String file, int rendition, int ordinal) {
    private static final Pattern LINE = Pattern.compile("(v([0-9]{1,2})_([0-9]{5,9})\\.ts),[-0-9.]+,[-0-9.]+");

    /** The announcement in a line of FFmpeg's standard output; empty when it is none. */
    public static Optional<SegmentAnnouncement> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches()
                ? Optional.of(new SegmentAnnouncement(
                        matcher.group(1), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }
}
