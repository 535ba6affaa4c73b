package tv.mux.model;

import java.util.List;

/**
 * A finished segment of a run in all renditions, not published yet.
 *
 * @param run id of the run
 * @param head URL of the input
 * @param ordinal number of the segment in the run, from 0
 * @param files the finished files, one for each rendition, in the ladder's order
 * @param durationMs duration read from the media, milliseconds
 * @param independent whether the segment begins with a key frame
 * @param firstInput media sequence number of the input segment in which this segment begins
 * @param end position in the input at which this segment ends and the next begins; for a slate segment, the position up
 *     to which the replaced input was published, or null
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

    /** Whether this is a slate segment. Its files are kept, since they are published again. */
    public boolean slate() {
        return Segment.slate(run);
    }

    /**
     * The file of one rendition.
     *
     * @param path path of the file
     * @param bytes length of the file
     */
    public record File(String path, long bytes) {}
}
