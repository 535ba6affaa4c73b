package tv.mux.ladder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tv.mux.config.Variant;
import tv.mux.media.Sps;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * The renditions of a run besides the source. The ladder is decided when the run begins and does not change. Pure.
 *
 * @param rungs renditions 1 and up; none in copy mode
 */
public record Ladder(List<Rung> rungs) {
    /** No renditions besides the source. */
    public static final Ladder SOURCE = new Ladder(List.of());

    private static final int MIN_SIZE = 16;

    public Ladder {
        rungs = List.copyOf(rungs);
    }

    /**
     * Returns the ladder of a run.
     *
     * @param variants the variants of the stream
     * @param media the first segment of the input
     * @param peak the input's highest bit rate so far in bits a second; 0 if none was measured
     * @param targetSeconds the target duration in seconds
     */
    public static Ladder of(List<Variant> variants, TsSegment media, long peak, int targetSeconds) {
        List<Rung> rungs = new ArrayList<>();
        for (Variant variant : variants) {
            int rendition = rungs.size() + 1;
            long bandwidth = variant.bandwidth(targetSeconds);
            rungs.add(
                    fitsUnchanged(variant, media) && bitrateFits(media, peak, bandwidth)
                            ? new Rung.PassThrough(rendition, bandwidth)
                            : encoded(rendition, variant, media.video()));
        }
        return new Ladder(rungs);
    }

    /** Whether encoding would only make the source worse. */
    private static boolean fitsUnchanged(Variant variant, TsSegment media) {
        if (media.video().isEmpty()) {
            return true;
        }
        Sps sps = media.video().get().sps();
        return sps != null
                && sps.common()
                && variant.height() >= sps.height()
                && (variant.width() == 0 || variant.width() >= sps.displayWidth());
    }

    /** Whether the bit rate fits. An unknown bit rate fits only if there is no video, as audio is small. */
    private static boolean bitrateFits(TsSegment media, long peak, long bandwidth) {
        return peak <= bandwidth && (peak > 0 || media.video().isEmpty());
    }

    private static Rung.Encoded encoded(int rendition, Variant variant, Optional<Track> video) {
        if (video.isEmpty()) {
            return new Rung.Encoded(rendition, 0, 0, "", variant.videoBitrate(), variant.audioBitrate());
        }
        Sps sps = video.get().sps();
        if (sps == null) {
            // The segment has no key frame, so the picture size is unknown. FFmpeg will find it.
            return encoded(rendition, variant, 0, variant.height());
        }
        double aspect = (double) sps.displayWidth() / sps.height();
        // The picture is never enlarged, and fits the variant's width if that is set.
        double height = Math.min(variant.height(), sps.height());
        if (variant.width() > 0) {
            height = Math.min(height, variant.width() / aspect);
        }
        int lines = Math.max(MIN_SIZE, (int) height / 2 * 2);
        int columns = Math.max(MIN_SIZE, (int) Math.round(lines * aspect / 2) * 2);
        return encoded(rendition, variant, columns, lines);
    }

    private static Rung.Encoded encoded(int rendition, Variant variant, int width, int height) {
        String level = H264Level.of(variant, width, height);
        return new Rung.Encoded(rendition, width, height, level, variant.videoBitrate(), variant.audioBitrate());
    }

    /** The encoded rungs, each of which is an output of FFmpeg. */
    public List<Rung.Encoded> encoded() {
        return rungs.stream()
                .filter(Rung.Encoded.class::isInstance)
                .map(Rung.Encoded.class::cast)
                .toList();
    }

    /** The outputs of FFmpeg, in order, each with the number of its rendition: the source (0) and the encoded rungs. */
    public List<Integer> outputs() {
        List<Integer> outputs = new ArrayList<>(List.of(0));
        encoded().forEach(rung -> outputs.add(rung.rendition()));
        return outputs;
    }

    /** The index of the output that each rendition uses, the source first. */
    public List<Integer> sources() {
        List<Integer> outputs = outputs();
        List<Integer> sources = new ArrayList<>(List.of(0));
        rungs.forEach(rung -> sources.add(Math.max(0, outputs.indexOf(rung.rendition()))));
        return sources;
    }

    /** Returns why the source no longer fits a rung that passes it through; empty if it fits. */
    public Optional<String> outgrown(long peak) {
        return rungs.stream()
                .filter(Rung.PassThrough.class::isInstance)
                .map(Rung.PassThrough.class::cast)
                .filter(rung -> peak > rung.bandwidth())
                .findFirst()
                .map(rung -> "its bit rate has risen to " + peak / 1000 + " kbit/s, but the BANDWIDTH of rendition "
                        + rung.rendition() + ", which passes it through, is " + rung.bandwidth() / 1000 + " kbit/s");
    }

    /** For the operator: {@code 1280x720 at 2800 kbit/s, the source}. */
    @Override
    public String toString() {
        return String.join(", ", rungs.stream().map(Ladder::describe).toList());
    }

    private static String describe(Rung rung) {
        if (rung instanceof Rung.Encoded encoded) {
            String picture = encoded.height() == 0
                    ? "audio at " + encoded.audioBitrate() / 1000
                    : (encoded.width() == 0 ? "" : encoded.width() + "x") + encoded.height() + " at "
                            + encoded.videoBitrate() / 1000;
            return picture + " kbit/s";
        }
        return "the source";
    }
}
