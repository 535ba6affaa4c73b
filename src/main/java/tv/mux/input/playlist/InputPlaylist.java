package tv.mux.input.playlist;

import java.util.List;
import java.util.Optional;
import tv.mux.input.address.Url;

/** A playlist as it was read: the part of it that following an input takes. */
public sealed interface InputPlaylist {

    /** A master playlist (RFC 8216 §4.3.4). */
    record Master(List<Variant> renditions) implements InputPlaylist {
        public Master {
            renditions = List.copyOf(renditions);
        }
    }

    /**
     * What a master playlist says of one of its variant streams (RFC 8216 §4.3.4.2).
     *
     * @param url its media playlist
     * @param bandwidth its peak, bits a second
     * @param height lines of its picture; 0 when not said
     * @param codecs its codecs (RFC 6381); empty when not said
     * @param audio the media playlist that its audio is in (RFC 8216 §4.3.4.1); null where it is in its own
     */
    record Variant(Url url, long bandwidth, int height, List<String> codecs, Url audio) {
        public Variant {
            codecs = List.copyOf(codecs);
        }
    }

    /**
     * A media playlist (RFC 8216 §4.3.3).
     *
     * @param first the media sequence number of its first segment
     * @param discontinuities EXT-X-DISCONTINUITY-SEQUENCE; 0 when not said
     * @param targetDurationMs EXT-X-TARGETDURATION, milliseconds, at least 1
     * @param ended whether it has EXT-X-ENDLIST
     * @param segments its segments, oldest first
     */
    record Media(long first, long discontinuities, long targetDurationMs, boolean ended, List<Entry> segments)
            implements InputPlaylist {
        public Media {
            segments = List.copyOf(segments);
        }

        /** The media sequence number of its last segment; one less than the first when there is none. */
        public long last() {
            return first + segments.size() - 1;
        }

        /** The segment of this number, if it is listed. */
        public Optional<Entry> segment(long sequence) {
            return sequence < first || sequence > last()
                    ? Optional.empty()
                    : Optional.of(segments.get((int) (sequence - first)));
        }

        /** The discontinuity sequence number of a listed segment (RFC 8216 §6.2.1). */
        public long discontinuity(long sequence) {
            return discontinuities
                    + segments.stream()
                            .limit(sequence - first + 1)
                            .filter(Entry::discontinuity)
                            .count();
        }
    }

    /**
     * A segment as its playlist lists it.
     *
     * @param sequence its media sequence number
     * @param durationMs how long it lasts, milliseconds
     * @param url where it is
     * @param discontinuity whether EXT-X-DISCONTINUITY stands before it
     * @param gap whether EXT-X-GAP says that it cannot be had
     * @param packing how it lies there
     */
    record Entry(long sequence, long durationMs, Url url, boolean discontinuity, boolean gap, SegmentPacking packing) {
        /** One that is all there is at its address, as it is. */
        Entry(long sequence, long durationMs, Url url, boolean discontinuity, boolean gap) {
            this(sequence, durationMs, url, discontinuity, gap, SegmentPacking.PLAIN);
        }
    }
}
