package tv.mux.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Media playlists for tests of the rules. */
final class Lists {
    private Lists() {}

    /** Segments first..last of 2 s each, named after their number, none before a discontinuity. */
    static Playlist.Media list(long first, long last) {
        return list(first, last, 0, Set.of(), "");
    }

    static Playlist.Media list(long first, long last, long discontinuities, Set<Long> tags, String prefix) {
        List<Playlist.Listed> segments = new ArrayList<>();
        for (long n = first; n <= last; n++) {
            segments.add(
                    new Playlist.Listed(n, 2000, Url.of("http://a/" + prefix + n + ".ts"), tags.contains(n), false));
        }
        return new Playlist.Media(first, discontinuities, 2000, false, segments);
    }

    static Playlist.Media ended(Playlist.Media list) {
        return new Playlist.Media(list.first(), list.discontinuities(), list.targetDurationMs(), true, list.segments());
    }

    /** The list with one of its segments marked EXT-X-GAP. */
    static Playlist.Media gap(Playlist.Media list, long sequence) {
        return new Playlist.Media(
                list.first(),
                list.discontinuities(),
                list.targetDurationMs(),
                list.ended(),
                list.segments().stream()
                        .map(s -> s.sequence() == sequence
                                ? new Playlist.Listed(s.sequence(), s.durationMs(), s.url(), s.discontinuity(), true)
                                : s)
                        .toList());
    }
}
