package tv.mux.ladder;

import java.util.List;
import java.util.Optional;
import tv.mux.media.Stamp;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/** Sees that all renditions of a cut are of the same pictures: players change between them at any segment. Pure. */
public final class AlignmentCheck {
    /** Stamps nearer than this are the same. */
    private static final long SAME = Stamp.HZ / 500;

    /**
     * So much may audio, which has frames of its own, begin and end apart; and pictures that are shown before their key
     * frame.
     */
    private static final long APART = Stamp.HZ / 2;

    private AlignmentCheck() {}

    /**
     * What is out of step; empty when nothing is.
     *
     * @param renditions what the files hold, the source's first
     */
    public static Optional<String> wrong(List<TsSegment> renditions) {
        TsSegment source = renditions.get(0);
        for (int i = 1; i < renditions.size(); i++) {
            boolean same = source.video().isPresent()
                    ? renditions
                            .get(i)
                            .video()
                            .filter(video -> same(source.video().get(), video))
                            .isPresent()
                    : renditions.get(i).video().isEmpty() && near(source, renditions.get(i));
            if (!same) {
                return Optional.of("an encoded rendition is out of step with the source");
            }
        }
        return Optional.empty();
    }

    /** An encoder has no pictures that are shown before the key frame they come behind: these are the cut's before. */
    private static boolean same(Track source, Track encoded) {
        if (source.keys().isEmpty() || !encoded.keyFirst()) {
            return false;
        }
        long key = source.keys().get(0);
        boolean begins = encoded.keys().stream().anyMatch(other -> Math.abs(Stamp.minus(other, key)) <= SAME);
        long shorter = Stamp.minus(source.end(), encoded.end());
        return begins
                && Stamp.minus(encoded.first(), key) <= SAME
                && shorter <= source.step() + SAME
                && -shorter <= APART;
    }

    private static boolean near(TsSegment source, TsSegment encoded) {
        return Math.abs(Stamp.minus(source.first(), encoded.first())) <= APART
                && Math.abs(Stamp.minus(source.end(), encoded.end())) <= APART;
    }
}
