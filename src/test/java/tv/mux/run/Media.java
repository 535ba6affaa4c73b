package tv.mux.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tv.mux.input.InputItem;
import tv.mux.media.Stamp;
import tv.mux.normalise.Piece;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/** Builds descriptions of media for tests: 30 pictures a second, times in seconds. */
public final class Media {
    static final int STEP = 3000;

    private Media() {}

    /** The time stamp at a time, which may be negative or after the wrap-around. */
    public static long at(double seconds) {
        return Stamp.plus(0, Math.round(seconds * Stamp.HZ));
    }

    /** Video between two times, with key frames at the given times. */
    public static TsSegment video(double from, double to, double... keys) {
        long count = Math.round((to - from) * Stamp.HZ) / STEP;
        List<Long> stamps = stamps(at(from), count, STEP);
        List<Long> keyStamps = new ArrayList<>();
        for (double key : keys) {
            keyStamps.add(at(key));
        }
        return video(stamps, keyStamps, keyStamps.contains(stamps.get(0)));
    }

    /** Video with an open GOP: the key frame is first in the file, but other pictures are shown before it. */
    public static TsSegment openVideo(double from, double to, double key) {
        return video(stamps(at(from), Math.round((to - from) * Stamp.HZ) / STEP, STEP), List.of(at(key)), true);
    }

    public static TsSegment video(List<Long> stamps, List<Long> keyStamps, boolean keyFirst) {
        Track track = track(0x1b, STEP, stamps, keyStamps, keyFirst);
        return new TsSegment(Optional.of(track), Optional.empty(), Map.of(), List.of(), true);
    }

    /** Audio without video, ten packets a second. */
    public static TsSegment audio(double from, double to) {
        List<Long> stamps = stamps(at(from), Math.round((to - from) * 10), 9000);
        return new TsSegment(
                Optional.empty(), Optional.of(track(0x0f, 9000, stamps, List.of(), true)), Map.of(), List.of(), true);
    }

    public static Piece piece(long sequence, TsSegment media) {
        return new Piece(segment(sequence), Optional.of(media));
    }

    /** A piece that is no transport stream. */
    public static Piece garbage(long sequence) {
        return new Piece(segment(sequence), Optional.empty());
    }

    public static InputItem.Segment segment(long sequence) {
        return new InputItem.Segment(sequence, 2000, new byte[0], "s" + sequence + ".ts");
    }

    public static Track track(int type, long step, List<Long> stamps, List<Long> keys, boolean keyFirst) {
        long last = stamps.get(stamps.size() - 1);
        return new Track(256, type, stamps.get(0), last, step, stamps, keys, null, keyFirst, null);
    }

    public static List<Long> stamps(long first, long count, long step) {
        List<Long> stamps = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            stamps.add(Stamp.plus(first, i * step));
        }
        return stamps;
    }
}
