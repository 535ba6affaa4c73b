package tv.mux.ts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tv.mux.media.Stamp;

/**
 * A parsed transport stream segment: the first video track and the first audio track of its first program.
 *
 * @param video empty if the program has no video stream, or the segment has no frame of it
 * @param audio empty if the program has no audio stream, or the segment has no frame of it
 * @param counters the first and last continuity counters of each packet id
 * @param otherStreams descriptions of the other streams of the program, for messages: {@code audio pid 0x102 (AAC)}
 * @param tablesFirst whether the PAT and the PMT precede all audio and video (RFC 8216 §3.2)
 */
public record TsSegment(
        Optional<Track> video,
        Optional<Track> audio,
        Map<Integer, Counters> counters,
        List<String> otherStreams,
        boolean tablesFirst) {

    public TsSegment {
        counters = Map.copyOf(counters);
        otherStreams = List.copyOf(otherStreams);
    }

    /**
     * Parses a whole segment.
     *
     * @throws TsException if the bytes are not a transport stream, or contain neither video nor audio
     */
    public static TsSegment read(byte[] bytes) {
        return SegmentReader.read(bytes);
    }

    /** Returns the earliest PTS of video and audio, 90 kHz ticks modulo 2^33. */
    public long first() {
        long first = lead().first();
        return audio.map(Track::first).filter(a -> Stamp.minus(a, first) < 0).orElse(first);
    }

    /** Returns the later end of video and audio, 90 kHz ticks modulo 2^33. The next segment may begin there. */
    public long end() {
        long end = lead().end();
        return audio.map(Track::end).filter(a -> Stamp.minus(a, end) > 0).orElse(end);
    }

    /** Returns the duration of the video in 90 kHz ticks; that of the audio if there is at most one video frame. */
    public long durationTicks() {
        return video.map(Track::durationTicks)
                .filter(ticks -> ticks > 0)
                .or(() -> audio.map(Track::durationTicks))
                .orElse(0L);
    }

    /** Whether the segment begins with a key frame, or has no video. */
    public boolean independent() {
        return video.map(Track::keyFirst).orElse(true);
    }

    /**
     * Returns the track that sets the position and the duration of the segment: the video, or the audio if there is no
     * video.
     */
    public Track lead() {
        return video.or(() -> audio).orElseThrow();
    }
}
