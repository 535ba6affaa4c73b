package tv.mux.input.playlist;

import java.util.stream.LongStream;

/** The difference between a media playlist and the one that was loaded before it. */
public enum PlaylistChange {
    UNCHANGED,
    /** Segments were added or removed in order. */
    ADVANCED,
    /** The playlist is an earlier version. It came from a replica of the server that lags behind. */
    OLDER,
    /** The playlist has a new numbering: the input's media sequence numbers have started over. */
    RESTARTED;

    /** Maximum number of segments that one replica of a server may lag behind another. */
    private static final long MAX_LAG = 3;

    /**
     * Compares two playlists that have at least one segment each. Identifies segments by their file names, since the
     * rest of a URL may contain a token that changes with each load.
     *
     * @param namesStable whether this input is known to keep the file name of a segment from load to load; only then
     *     does another name under the same number mean another segment
     */
    public static PlaylistChange between(InputPlaylist.Media before, InputPlaylist.Media after, boolean namesStable) {
        boolean sameNames = sharesNames(before, after);
        boolean overlap = before.first() <= after.last() && after.first() <= before.last();
        if (after.last() < before.last()) {
            long lag = Math.max(before.first() - after.first(), before.last() - after.last());
            return lag <= MAX_LAG && (sameNames || !overlap) ? OLDER : RESTARTED;
        }
        if (overlap && !sameNames && (namesStable || after.first() < before.first())) {
            return RESTARTED;
        }
        return before.first() == after.first() && before.last() == after.last() ? UNCHANGED : ADVANCED;
    }

    /** Whether any segment has the same number and the same file name in both playlists. */
    public static boolean sharesNames(InputPlaylist.Media before, InputPlaylist.Media after) {
        return LongStream.rangeClosed(Math.max(before.first(), after.first()), Math.min(before.last(), after.last()))
                .anyMatch(sequence -> fileName(before, sequence).equals(fileName(after, sequence)));
    }

    private static String fileName(InputPlaylist.Media list, long sequence) {
        return list.segment(sequence).orElseThrow().url().fileName();
    }
}
