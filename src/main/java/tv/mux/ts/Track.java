package tv.mux.ts;

import java.util.List;
import tv.mux.media.Sps;
import tv.mux.media.Stamp;

/**
 * An elementary stream of a segment. All time stamps are 90 kHz ticks modulo 2^33, as in the file; compare them with
 * {@link Stamp#minus}.
 *
 * @param pid the packet id
 * @param streamType the stream_type in the PMT (ISO/IEC 13818-1 table 2-34)
 * @param first the earliest PTS
 * @param last the PTS of the last frame in display order; for AAC, this frame may be inside the last PES packet
 * @param step the duration of a frame in ticks: for AAC, that of the last frame, else the median distance of the time
 *     stamps; 0 for a single time stamp
 * @param stamps each PTS in display order: one for each video frame, or one for each PES packet of audio
 * @param keys the PTS of each key frame in display order; empty for audio
 * @param codec the RFC 6381 codec string of H.264 and AAC, or null if the segment does not contain it; a plain name for
 *     other codecs
 * @param keyFirst whether the first frame in the file is a key frame
 * @param sps the H.264 sequence parameter set; null for other codecs, or if the segment does not contain it
 */
public record Track(
        int pid,
        int streamType,
        long first,
        long last,
        long step,
        List<Long> stamps,
        List<Long> keys,
        String codec,
        boolean keyFirst,
        Sps sps) {

    public Track {
        stamps = List.copyOf(stamps);
        keys = List.copyOf(keys);
    }

    /** Returns the end of the last frame: its PTS plus its duration, modulo 2^33. */
    public long end() {
        return Stamp.plus(last, step);
    }

    /** Returns the duration from the first PTS to the end, in ticks. */
    public long durationTicks() {
        return Stamp.minus(end(), first);
    }
}
