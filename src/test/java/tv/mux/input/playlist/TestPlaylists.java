package tv.mux.input.playlist;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tv.mux.input.address.Url;

/** Creates media playlists for tests. */
public final class TestPlaylists {
    private TestPlaylists() {}

    /** Returns a playlist of segments of 2 s each. Their file names are their numbers. */
    public static InputPlaylist.Media list(long first, long last) {
        return list(first, last, 0, Set.of(), "");
    }

    /**
     * Returns a playlist of segments of 2 s each.
     *
     * @param discontinuities EXT-X-DISCONTINUITY-SEQUENCE
     * @param tags the segments with EXT-X-DISCONTINUITY
     * @param prefix the start of the file names; the number follows
     */
    public static InputPlaylist.Media list(long first, long last, long discontinuities, Set<Long> tags, String prefix) {
        List<InputPlaylist.Entry> segments = new ArrayList<>();
        for (long n = first; n <= last; n++) {
            segments.add(new InputPlaylist.Entry(
                    n, 2000, Url.of("http://a/" + prefix + n + ".ts"), tags.contains(n), false));
        }
        return new InputPlaylist.Media(first, discontinuities, 2000, false, segments);
    }

    /** Returns the playlist with EXT-X-ENDLIST. */
    public static InputPlaylist.Media ended(InputPlaylist.Media list) {
        return new InputPlaylist.Media(
                list.first(), list.discontinuities(), list.targetDurationMs(), true, list.segments());
    }

    /** Returns the playlist with EXT-X-GAP at one segment. */
    public static InputPlaylist.Media gap(InputPlaylist.Media list, long sequence) {
        return new InputPlaylist.Media(
                list.first(),
                list.discontinuities(),
                list.targetDurationMs(),
                list.ended(),
                list.segments().stream()
                        .map(s -> s.sequence() == sequence
                                ? new InputPlaylist.Entry(
                                        s.sequence(), s.durationMs(), s.url(), s.discontinuity(), true)
                                : s)
                        .toList());
    }
}
