package tv.mux.ladder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tv.mux.config.Variant;
import tv.mux.media.Sps;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * What the renditions beside the source are in a run: decided once, when it begins. Pure.
 *
 * @param rungs renditions 1 and up; none in copy mode
 */
public record Ladder(List<Rung> rungs) {
    /** The source alone. */
    public static final Ladder SOURCE = new Ladder(List.of());

    private static final int SMALLEST = 16;

    public Ladder {
        rungs = List.copyOf(rungs);
    }

    /**
     * The ladder of a run.
     *
     * @param variants what the stream was born with
     * @param media what the input is
     * @param peak the input's highest bit rate so far, bits a second; 0 when nothing was measured yet
     * @param targetSeconds the target duration
     */
    public static Ladder of(List<Variant> variants, TsSegment media, long peak, int targetSeconds) {
        List<Rung> rungs = new ArrayList<>();
        for (Variant variant : variants) {
            int rendition = rungs.size() + 1;
            long most = variant.bandwidth(targetSeconds);
            rungs.add(
                    isAsGood(variant, media) && fits(media, peak, most)
                            ? new Rung.Listed(rendition, most)
                            : encoded(rendition, variant, media.video()));
        }
        return new Ladder(rungs);
    }

    /** Whether there is nothing an encoder could make of the source but something worse. */
    private static boolean isAsGood(Variant variant, TsSegment media) {
        if (media.video().isEmpty()) {
            return true;
        }
        Sps sps = media.video().get().sps();
        return sps != null
                && sps.common()
                && variant.height() >= sps.height()
                && (variant.width() == 0 || variant.width() >= sps.displayWidth());
    }

    /** What was not measured does not fit; but for audio alone, which is a small part of any rung. */
    private static boolean fits(TsSegment media, long peak, long most) {
        return peak <= most && (peak > 0 || media.video().isEmpty());
    }

    private static Rung.Encoded encoded(int rendition, Variant variant, Optional<Track> video) {
        if (video.isEmpty()) {
            return new Rung.Encoded(rendition, 0, 0, "", variant.videoBitrate(), variant.audioBitrate());
        }
        Sps sps = video.get().sps();
        if (sps == null) {
            // It begins between two key frames: FFmpeg will see how large the pictures are.
            return encoded(rendition, variant, 0, variant.height());
        }
        double aspect = (double) sps.displayWidth() / sps.height();
        // Never larger than the input, and within the variant's width, where it has one.
        double height = Math.min(variant.height(), sps.height());
        if (variant.width() > 0) {
            height = Math.min(height, variant.width() / aspect);
        }
        int lines = Math.max(SMALLEST, (int) height / 2 * 2);
        int columns = Math.max(SMALLEST, (int) Math.round(lines * aspect / 2) * 2);
        return encoded(rendition, variant, columns, lines);
    }

    private static Rung.Encoded encoded(int rendition, Variant variant, int width, int height) {
        String level = H264Level.of(variant, width, height);
        return new Rung.Encoded(rendition, width, height, level, variant.videoBitrate(), variant.audioBitrate());
    }

    /** Those that are encoded: each has an output of its own. */
    public List<Rung.Encoded> encoded() {
        return rungs.stream()
                .filter(Rung.Encoded.class::isInstance)
                .map(Rung.Encoded.class::cast)
                .toList();
    }

    /** The outputs the child has, by the rendition each is first of: the source's, and those of encoded rungs. */
    public List<Integer> outputs() {
        List<Integer> outputs = new ArrayList<>(List.of(0));
        encoded().forEach(rung -> outputs.add(rung.rendition()));
        return outputs;
    }

    /** Which of the outputs, counted from 0, each rendition lists, the source first. */
    public List<Integer> sources() {
        List<Integer> outputs = outputs();
        List<Integer> sources = new ArrayList<>(List.of(0));
        rungs.forEach(rung -> sources.add(Math.max(0, outputs.indexOf(rung.rendition()))));
        return sources;
    }

    /** Why rungs may not go on listing the source's segments; empty where they may. */
    public Optional<String> outgrown(long peak) {
        return rungs.stream()
                .filter(Rung.Listed.class::isInstance)
                .map(Rung.Listed.class::cast)
                .filter(rung -> peak > rung.most())
                .findFirst()
                .map(rung -> "its bit rate has risen to " + peak / 1000 + " kbit/s, rendition " + rung.rendition()
                        + " that lists its segments is announced with " + rung.most() / 1000);
    }

    /** For people: {@code 1280x720 at 2800 kbit/s, source}. */
    @Override
    public String toString() {
        return String.join(", ", rungs.stream().map(Ladder::said).toList());
    }

    private static String said(Rung rung) {
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
