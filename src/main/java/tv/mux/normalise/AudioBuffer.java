package tv.mux.normalise;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;
import tv.mux.media.Stamp;
import tv.mux.ts.TsSegment;

/**
 * The newest segments of an input's separate audio. A video segment takes its audio from here, as the two playlists
 * need not have their segment boundaries at the same times. Pure.
 */
final class AudioBuffer {
    static final int MAX_SEGMENTS = 12;

    private final Deque<ParsedSegment> segments = new ArrayDeque<>();
    private final long maxBytes;

    AudioBuffer(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds the next segment, and drops the oldest one if the buffer is full. */
    void add(ParsedSegment segment) {
        segments.addLast(segment);
        if (segments.size() > MAX_SEGMENTS || bytes() > maxBytes) {
            segments.removeFirst();
        }
    }

    /** Whether the buffer has all audio before a time stamp. */
    boolean reaches(long stamp) {
        ParsedSegment newest = segments.peekLast();
        return newest != null && Stamp.minus(newest.media().end(), stamp) >= 0;
    }

    /** The audio that belongs to a video segment, oldest first. Forgets audio that is too old for later ones. */
    Deque<ParsedSegment> during(TsSegment video) {
        while (segments.size() > 1
                && Stamp.minus(video.first(), segments.peekFirst().media().end()) > DecoderContext.JUMP) {
            segments.removeFirst();
        }
        return segments.stream()
                .filter(audio -> Stamp.minus(video.end(), audio.media().first()) > 0
                        && Stamp.minus(video.first(), audio.media().end()) < DecoderContext.JUMP)
                .collect(Collectors.toCollection(ArrayDeque::new));
    }

    long bytes() {
        return ParsedSegment.totalBytes(segments);
    }
}
