package tv.mux.ladder;

import java.util.List;
import java.util.Optional;
import tv.mux.media.Stamp;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * Checks that all renditions of a segment contain the same pictures, since a player may change to another rendition at
 * any segment. Pure.
 */
public final class AlignmentCheck {
    /** Time stamps that differ by no more than this are equal, in ticks. */
    private static final long SAME = Stamp.HZ / 500;

    /**
     * How far the beginnings and ends of renditions may be apart, in ticks: audio frames are not at the same times in
     * all renditions, and pictures shown before their key frame may be in the segment before.
     */
    private static final long MAX_DIFFERENCE = Stamp.HZ / 2;

    private AlignmentCheck() {}

    /**
     * Returns why the renditions are not aligned; empty if they are.
     *
     * @param renditions the same segment of each rendition, the source first
     */
    public static Optional<String> misalignment(List<TsSegment> renditions) {
        TsSegment source = renditions.get(0);
        for (int i = 1; i < renditions.size(); i++) {
            boolean aligned = source.video().isPresent()
                    ? renditions
                            .get(i)
                            .video()
                            .filter(video -> aligned(source.video().get(), video))
                            .isPresent()
                    : renditions.get(i).video().isEmpty() && aligned(source, renditions.get(i));
            if (!aligned) {
                return Optional.of("an encoded rendition is not aligned with the source");
            }
        }
        return Optional.empty();
    }

    /** In an encoded rendition, pictures shown before their key frame are at the end of the segment before. */
    private static boolean aligned(Track source, Track encoded) {
        if (source.keys().isEmpty() || !encoded.keyFirst()) {
            return false;
        }
        long key = source.keys().get(0);
        boolean hasKey = encoded.keys().stream().anyMatch(other -> Math.abs(Stamp.minus(other, key)) <= SAME);
        long shorter = Stamp.minus(source.end(), encoded.end());
        return hasKey
                && Stamp.minus(encoded.first(), key) <= SAME
                && shorter <= source.step() + SAME
                && -shorter <= MAX_DIFFERENCE;
    }

    private static boolean aligned(TsSegment source, TsSegment encoded) {
        return Math.abs(Stamp.minus(source.first(), encoded.first())) <= MAX_DIFFERENCE
                && Math.abs(Stamp.minus(source.end(), encoded.end())) <= MAX_DIFFERENCE;
    }
}
