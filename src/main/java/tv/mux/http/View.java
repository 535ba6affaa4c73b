package tv.mux.http;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tv.mux.index.StreamIndex;
import tv.mux.index.StreamShape;
import tv.mux.model.Segment;
import tv.mux.playlist.MasterPlaylist;
import tv.mux.playlist.MediaPlaylist;

/**
 * All that can be fetched at one moment, by its path: what is not in here does not exist for anybody. Never changed,
 * only replaced.
 *
 * @param nextMsn the media sequence number of the first segment not in it
 * @param segments the segments it was made from
 * @param keptSeconds how long others may keep a segment: about as long as we do
 * @param resources what there is
 * @param windowBytes how large the segments are that the playlist lists
 * @param leader whose log it was made from
 * @param term in which term
 */
record View(
        long nextMsn,
        List<Segment> segments,
        long keptSeconds,
        Map<String, Resource> resources,
        long windowBytes,
        String leader,
        long term) {
    /** The path of the playlist. */
    static final String STREAM = Paths.STREAM;

    /** What there is before the stream's first segment. */
    static final View EMPTY = new View(0, List.of(), 0, Map.of(STREAM, new Resource.NotYet()), 0, "", 0);

    /** Windows that a segment is kept for. */
    private static final long WINDOWS = 3;

    View {
        segments = List.copyOf(segments);
        resources = Map.copyOf(resources);
    }

    static View of(StreamIndex entry, Map<String, Resource> resources) {
        long keptSeconds = WINDOWS * entry.shape().listSize() * entry.shape().targetDurationSeconds();
        long windowBytes = entry.window().stream()
                .flatMap(segment -> segment.bytes().stream())
                .mapToLong(Long::longValue)
                .sum();
        return new View(
                entry.listedUpTo(), entry.listed(), keptSeconds, resources, windowBytes, entry.node(), entry.term());
    }

    /**
     * What an entry lets be fetched; nothing before the first segment.
     *
     * @param memory the bytes of segments by path: of those that are not in it only the place is known
     */
    static Map<String, Resource> resources(StreamIndex entry, Map<String, ByteBuf> memory) {
        Map<String, Resource> resources = new HashMap<>();
        StreamShape shape = entry.shape();
        MediaPlaylist.text(entry).map(Resource.Playlist::of).ifPresent(playlist -> {
            // The text is the same for all renditions: each lies beside its segments.
            for (int n = 0; n < shape.renditions(); n++) {
                resources.put(Paths.playlist(shape, n), playlist);
                for (Segment segment : entry.listed()) {
                    String path = Paths.segment(shape, segment, n);
                    resources.put(path, Resource.Media.of(segment, n, memory.get(path)));
                }
            }
        });
        if (shape.adaptive()) {
            MasterPlaylist.text(entry)
                    .map(Resource.Playlist::of)
                    .ifPresent(playlist -> resources.put(STREAM, playlist));
        }
        return resources;
    }

    /** What an entry says otherwise than this view does; empty where it goes on from it, or lies wholly behind it. */
    Optional<String> contradiction(StreamIndex entry) {
        if (entry.listedUpTo() < nextMsn) {
            return Optional.of("the log went back from " + nextMsn + " to " + entry.listedUpTo());
        }
        Map<Long, Segment> known = segments.stream().collect(Collectors.toMap(Segment::msn, Function.identity()));
        return entry.window().stream()
                .filter(segment -> known.containsKey(segment.msn())
                        && !known.get(segment.msn()).equals(segment))
                .findFirst()
                .map(segment -> "the log tells of segment " + segment.msn() + " otherwise than it did: "
                        + segment.file() + ", not " + known.get(segment.msn()).file());
    }

    /** Whether there is something to play. */
    boolean ready() {
        return !segments.isEmpty();
    }
}
