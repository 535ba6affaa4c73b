package tv.mux.ts;

import java.util.List;
import tv.mux.media.Sps;
import tv.mux.media.Stamp;

/**
 * What a segment holds of one elementary stream. All stamps are 90 kHz ticks modulo 2^33, as in the file: compare them
 * by {@link Stamp#minus}.
 *
 * @param pid its packet id
 * @param streamType its type in the PMT (ISO/IEC 13818-1 table 2-34)
 * @param first the earliest PTS
 * @param last the PTS of the last frame shown; for AAC this may be a frame inside the last PES packet
 * @param step how long a frame lasts, ticks: for AAC the last frame, else the median distance of stamps; 0 for one
 *     alone
 * @param stamps every PTS in the order of showing: one for each video frame, or for each PES packet of audio
 * @param keys the PTS of each key frame, in the order of showing; empty for audio
 * @param codec after RFC 6381 for H.264 and AAC, null when the segment does not tell; a plain word for other kinds
 * @param keyFirst whether the first frame in the file is a key frame
 * @param sps what H.264's parameter set says of the pictures; null for other kinds, and when the segment does not tell
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

    /** Where it ends: its last frame's PTS and that frame's duration, modulo 2^33. */
    public long end() {
        return Stamp.plus(last, step);
    }

    /** How long it lasts from its first PTS to its end, ticks. */
    public long durationTicks() {
        return Stamp.minus(end(), first);
    }
}
