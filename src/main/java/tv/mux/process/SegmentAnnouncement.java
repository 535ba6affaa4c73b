package tv.mux.process;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line in which FFmpeg announces that a segment file is finished ({@code -segment_list_type csv}). The times in the
 * line are ignored, since durations are read from the media.
 *
 * @param file name of the file
 * @param rendition number of the rendition that the file belongs to
 * @param ordinal number of the segment in the run, from 0
 */
public record SegmentAnnouncement(String file, int rendition, int ordinal) {
    private static final Pattern LINE = Pattern.compile("(v([0-9]{1,2})_([0-9]{5,9})\\.ts),[-0-9.]+,[-0-9.]+");

    /** Parses a line of FFmpeg's standard output; empty if the line is no announcement. */
    public static Optional<SegmentAnnouncement> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches()
                ? Optional.of(new SegmentAnnouncement(
                        matcher.group(1), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }
}
