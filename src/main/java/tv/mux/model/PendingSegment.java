package tv.mux.model;

import java.util.List;

/**
 * A finished segment of a run, all its renditions together, not yet published.
 *
 * @param run the run's id
 * @param head the address of its input
 * @param ordinal its number in the run, from 0
 * @param files the finished files, one for each rendition, in the ladder's order
 * @param durationMs how long it lasts, read from the media, milliseconds
 * @param independent whether it begins with a key frame
 * @param firstInput the media sequence number of the input segment it begins in
 * @param end the place in the input where it ends: the next cut begins exactly there; for the slate, how far its input
 *     was shown before, or null
 */
public record PendingSegment(
        String run,
        String head,
        int ordinal,
        List<File> files,
        long durationMs,
        boolean independent,
        long firstInput,
        Position end) {

    public PendingSegment {
        files = List.copyOf(files);
    }

    /** Whether it is the slate: nothing of an input, and its files stay, for they are published again. */
    public boolean slate() {
        return Segment.slate(run);
    }

    /**
     * A file of a cut.
     *
     * @param path where it lies
     * @param bytes its length
     */
    public record File(String path, long bytes) {}
}
