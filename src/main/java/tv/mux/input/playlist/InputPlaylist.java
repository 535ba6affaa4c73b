package tv.mux.input.playlist;

import java.util.List;
import java.util.Optional;
import tv.mux.input.address.Url;

/** A parsed playlist of an input, reduced to the tags that Mux needs. */
public sealed interface InputPlaylist {

    /** A master playlist (RFC 8216 §4.3.4). */
    record Master(List<Variant> variants) implements InputPlaylist {
        public Master {
            variants = List.copyOf(variants);
        }
    }

    /**
     * A variant stream of a master playlist (RFC 8216 §4.3.4.2).
     *
     * @param url the media playlist
     * @param bandwidth the peak bit rate, bits per second
     * @param height the height of the picture in lines; 0 if RESOLUTION is absent
     * @param codecs the codecs (RFC 6381); empty if CODECS is absent
     * @param audio the media playlist of the audio rendition (RFC 8216 §4.3.4.1); null if the variant carries its own
     *     audio
     */
    record Variant(Url url, long bandwidth, int height, List<String> codecs, Url audio) {
        public Variant {
            codecs = List.copyOf(codecs);
        }
    }

    /**
     * A media playlist (RFC 8216 §4.3.3).
     *
     * @param first the media sequence number of the first segment
     * @param discontinuities EXT-X-DISCONTINUITY-SEQUENCE; 0 if absent
     * @param targetDurationMs EXT-X-TARGETDURATION, milliseconds, at least 1
     * @param ended whether the playlist has EXT-X-ENDLIST
     * @param segments the segments, oldest first
     */
    record Media(long first, long discontinuities, long targetDurationMs, boolean ended, List<Entry> segments)
            implements InputPlaylist {
        public Media {
            segments = List.copyOf(segments);
        }

        /** Returns the media sequence number of the last segment, or {@code first - 1} if the list is empty. */
        public long last() {
            return first + segments.size() - 1;
        }

        /** Returns the segment with this media sequence number, or empty if it is not listed. */
        public Optional<Entry> segment(long sequence) {
            return sequence < first || sequence > last()
                    ? Optional.empty()
                    : Optional.of(segments.get((int) (sequence - first)));
        }

        /** Returns the discontinuity sequence number of a listed segment (RFC 8216 §6.2.1). */
        public long discontinuity(long sequence) {
            return discontinuities
                    + segments.stream()
                            .limit(sequence - first + 1)
                            .filter(Entry::discontinuity)
                            .count();
        }
    }

    /**
     * A segment in a media playlist.
     *
     * @param sequence the media sequence number
     * @param durationMs EXTINF, milliseconds
     * @param discontinuity whether EXT-X-DISCONTINUITY precedes the segment
     * @param gap whether EXT-X-GAP marks the segment as unavailable
     * @param access how to read the segment from its URL
     */
    record Entry(long sequence, long durationMs, Url url, boolean discontinuity, boolean gap, SegmentAccess access) {
        /** Creates a segment that is the whole resource at its URL, unencrypted. */
        Entry(long sequence, long durationMs, Url url, boolean discontinuity, boolean gap) {
            this(sequence, durationMs, url, discontinuity, gap, SegmentAccess.WHOLE_RESOURCE);
        }
    }
}
