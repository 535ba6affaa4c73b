package tv.mux.ts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tv.mux.media.Stamp;

/**
 * What a transport stream segment holds: the first video and the first audio track of its first program.
 *
 * @param video empty when the program names none, or no frame of it came
 * @param audio empty when the program names none, or no frame of it came
 * @param counters where the continuity counters of each packet id begin and end
 * @param leftOut the program's other streams, for people: {@code audio pid 0x102 (AAC)}
 * @param tablesFirst whether PAT and PMT stand before all audio and video (RFC 8216 §3.2)
 */
public record TsSegment(
        Optional<Track> video,
        Optional<Track> audio,
        Map<Integer, Counters> counters,
        List<String> leftOut,
        boolean tablesFirst) {

    public TsSegment {
        counters = Map.copyOf(counters);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Reads a whole segment. Throws {@link TsException} on what is no transport stream or has neither video nor audio.
     */
    public static TsSegment read(byte[] bytes) {
        return SegmentReader.read(bytes);
    }

    /** The earliest PTS of video and audio, 90 kHz modulo 2^33. */
    public long first() {
        long first = lead().first();
        return audio.map(Track::first).filter(a -> Stamp.minus(a, first) < 0).orElse(first);
    }

    /** The later end of video and audio, 90 kHz modulo 2^33: where the next segment may begin. */
    public long end() {
        long end = lead().end();
        return audio.map(Track::end).filter(a -> Stamp.minus(a, end) > 0).orElse(end);
    }

    /** How long it plays, 90 kHz ticks: its video, or its audio where there is no video or but one frame of it. */
    public long durationTicks() {
        return video.map(Track::durationTicks)
                .filter(ticks -> ticks > 0)
                .or(() -> audio.map(Track::durationTicks))
                .orElse(0L);
    }

    /** Whether it begins with a key frame, or has no video. */
    public boolean independent() {
        return video.map(Track::keyFirst).orElse(true);
    }

    /**
     * The track that sets the position and the duration of the segment: the video, or the audio if there is no video.
     */
    public Track lead() {
        return video.or(() -> audio).orElseThrow();
    }
}
