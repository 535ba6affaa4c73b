package tv.mux.input.playlist;

import java.util.stream.LongStream;

/** How a media playlist differs from the one that was loaded before it. */
public enum PlaylistChange {
    /** Not at all. */
    NONE,
    /** It has gone on. */
    ON,
    /** It is an earlier one: it came from a replica of the server that lags behind. */
    OLDER,
    /** It is another one: the input's numbering has started over. */
    RESTARTED;

    /** How many segments one replica of a server may lag behind another. */
    private static final long LAG = 3;

    /**
     * Compares two lists that have at least one segment each. Segments are told apart by the names of their files,
     * since the rest of an address may carry a token that changes with each load.
     *
     * @param namesHold whether this input was seen to keep a segment's name from load to load; only then do other names
     *     under the same numbers mean other segments
     */
    public static PlaylistChange between(InputPlaylist.Media before, InputPlaylist.Media after, boolean namesHold) {
        boolean same = sameNames(before, after);
        boolean overlap = before.first() <= after.last() && after.first() <= before.last();
        if (after.last() < before.last()) {
            long back = Math.max(before.first() - after.first(), before.last() - after.last());
            return back <= LAG && (same || !overlap) ? OLDER : RESTARTED;
        }
        if (overlap && !same && (namesHold || after.first() < before.first())) {
            return RESTARTED;
        }
        return before.first() == after.first() && before.last() == after.last() ? NONE : ON;
    }

    /** Whether the lists have a number in common whose segment has the same name in both. */
    public static boolean sameNames(InputPlaylist.Media before, InputPlaylist.Media after) {
        return LongStream.rangeClosed(Math.max(before.first(), after.first()), Math.min(before.last(), after.last()))
                .anyMatch(sequence -> name(before, sequence).equals(name(after, sequence)));
    }

    private static String name(InputPlaylist.Media list, long sequence) {
        return list.segment(sequence).orElseThrow().url().fileName();
    }
}
