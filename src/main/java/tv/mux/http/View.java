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
 * Everything that players can fetch at one moment. Immutable: a change of the index makes a new view.
 *
 * @param nextMsn the media sequence number after the last segment
 * @param segments the segments that players can fetch
 * @param maxAgeSeconds how long caches may keep a segment: about as long as Mux keeps it
 * @param resources the resources by path
 * @param windowBytes total size of the segments in the playlist, in bytes
 * @param leader the node that wrote the index
 * @param term the term in which the leader wrote the index
 */
record View(
        long nextMsn,
        List<Segment> segments,
        long maxAgeSeconds,
        Map<String, Resource> resources,
        long windowBytes,
        String leader,
        long term) {
    static final String STREAM = Paths.STREAM;

    /** The view before the stream's first segment. */
    static final View EMPTY = new View(0, List.of(), 0, Map.of(STREAM, new Resource.EmptyPlaylist()), 0, "", 0);

    /** Number of playlist durations for which a segment can be fetched. */
    private static final long WINDOWS = 3;

    View {
        segments = List.copyOf(segments);
        resources = Map.copyOf(resources);
    }

    static View of(StreamIndex index, Map<String, Resource> resources) {
        long maxAgeSeconds = WINDOWS * index.shape().listSize() * index.shape().targetDurationSeconds();
        long windowBytes = index.window().stream()
                .flatMap(segment -> segment.bytes().stream())
                .mapToLong(Long::longValue)
                .sum();
        return new View(
                index.listedUpTo(), index.listed(), maxAgeSeconds, resources, windowBytes, index.node(), index.term());
    }

    /**
     * The resources of an index by path; empty before the first segment.
     *
     * @param memory the bytes of the segments that are in memory, by path
     */
    static Map<String, Resource> resources(StreamIndex index, Map<String, ByteBuf> memory) {
        Map<String, Resource> resources = new HashMap<>();
        StreamShape shape = index.shape();
        MediaPlaylist.text(index).map(Resource.Playlist::of).ifPresent(playlist -> {
            // All renditions have the same text, since it names the segments relatively.
            for (int n = 0; n < shape.renditions(); n++) {
                resources.put(Paths.playlist(shape, n), playlist);
                for (Segment segment : index.listed()) {
                    String path = Paths.segment(shape, segment, n);
                    resources.put(path, Resource.Media.of(segment, n, memory.get(path)));
                }
            }
        });
        if (shape.adaptive()) {
            MasterPlaylist.text(index)
                    .map(Resource.Playlist::of)
                    .ifPresent(playlist -> resources.put(STREAM, playlist));
        }
        return resources;
    }

    /** Describes how an index contradicts this view: it has fewer segments, or has changed a segment. Else empty. */
    Optional<String> contradiction(StreamIndex index) {
        if (index.listedUpTo() < nextMsn) {
            return Optional.of("the index went back from segment " + nextMsn + " to " + index.listedUpTo());
        }
        Map<Long, Segment> known = segments.stream().collect(Collectors.toMap(Segment::msn, Function.identity()));
        return index.window().stream()
                .filter(segment -> known.containsKey(segment.msn())
                        && !known.get(segment.msn()).equals(segment))
                .findFirst()
                .map(segment -> "segment " + segment.msn() + " has changed in the index: from "
                        + known.get(segment.msn()).file() + " to " + segment.file());
    }

    /** Whether players can play the stream. */
    boolean ready() {
        return !segments.isEmpty();
    }
}
