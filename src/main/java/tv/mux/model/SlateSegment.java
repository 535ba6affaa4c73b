package tv.mux.model;

import java.util.List;

/**
 * The slate as it is published: stand-in pictures and silence, which join on to themselves without a seam, so that the
 * same files can be published again and again.
 *
 * @param files the files, one for each rendition, in the ladder's order; none where there is no slate
 * @param durationMs how long they last, milliseconds
 */
public record SlateSegment(List<PendingSegment.File> files, long durationMs) {
    /** No slate. */
    public static final SlateSegment NONE = new SlateSegment(List.of(), 0);

    public SlateSegment {
        files = List.copyOf(files);
    }

    /** Whether there is none. */
    public boolean empty() {
        return files.isEmpty();
    }
}
