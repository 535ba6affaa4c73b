package tv.mux.model;

import java.util.List;

/**
 * The slate: a segment with a still picture and silence. It joins to itself without a seam, so the same files can be
 * published again and again.
 *
 * @param files one file for each rendition, in the ladder's order; none if the slate is disabled
 * @param durationMs duration, milliseconds
 */
public record SlateSegment(List<PendingSegment.File> files, long durationMs) {
    /** No slate. */
    public static final SlateSegment NONE = new SlateSegment(List.of(), 0);

    public SlateSegment {
        files = List.copyOf(files);
    }

    /** Whether there is no slate. */
    public boolean empty() {
        return files.isEmpty();
    }
}
