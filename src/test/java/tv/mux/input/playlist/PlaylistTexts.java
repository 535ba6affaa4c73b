package tv.mux.input.playlist;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tv.mux.input.address.Url;

/** Media playlists for tests of the rules. */
public final class PlaylistTexts {
    private PlaylistTexts() {}

    /** Segments first..last of 2 s each, named after their number, none before a discontinuity. */
    public static InputPlaylist.Media list(long first, long last) {
        return list(first, last, 0, Set.of(), "");
    }

    public static InputPlaylist.Media list(long first, long last, long discontinuities, Set<Long> tags, String prefix) {
        List<InputPlaylist.Entry> segments = new ArrayList<>();
        for (long n = first; n <= last; n++) {
            segments.add(new InputPlaylist.Entry(
                    n, 2000, Url.of("http://a/" + prefix + n + ".ts"), tags.contains(n), false));
        }
        return new InputPlaylist.Media(first, discontinuities, 2000, false, segments);
    }

    public static InputPlaylist.Media ended(InputPlaylist.Media list) {
        return new InputPlaylist.Media(
                list.first(), list.discontinuities(), list.targetDurationMs(), true, list.segments());
    }

    /** The list with one of its segments marked EXT-X-GAP. */
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
