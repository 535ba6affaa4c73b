package tv.mux.input.playlist;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;
import tv.mux.status.RunStatus.Cause;
import tv.mux.text.Printable;

/** Chooses the variant stream of a master playlist that Mux reads: the highest one in H.264. */
public final class VariantChoice {
    /** Mux prefers variants of at most this height to transcode: decoding a taller picture costs too much CPU time. */
    private static final int MAX_TRANSCODED_LINES = 1080;

    /** Maximum number of codecs in a message. */
    private static final int MAX_CODECS = 8;

    private VariantChoice() {}

    /**
     * Returns the variant with the tallest picture; among equals, the one with the highest bandwidth. Returns an
     * audio-only variant only if there is no other. A variant without CODECS counts as H.264.
     *
     * @param transcode whether a variant that is not H.264 may be returned if there is no other
     * @throws InputException UNFIT if no variant can be read
     */
    public static InputPlaylist.Variant of(Url url, InputPlaylist.Master master, boolean transcode) {
        List<InputPlaylist.Variant> readable =
                master.variants().stream().filter(VariantChoice::readable).toList();
        if (readable.isEmpty() && transcode) {
            return master.variants().stream()
                    .max(Comparator.comparing(
                                    (InputPlaylist.Variant variant) -> variant.height() <= MAX_TRANSCODED_LINES)
                            .thenComparing(variant ->
                                    variant.height() <= MAX_TRANSCODED_LINES ? variant.height() : -variant.height())
                            .thenComparing(InputPlaylist.Variant::bandwidth))
                    .orElseThrow(() -> unfit(url, master));
        }
        return readable.stream()
                .max(Comparator.comparing(VariantChoice::hasVideo)
                        .thenComparing(InputPlaylist.Variant::height)
                        .thenComparing(InputPlaylist.Variant::bandwidth))
                .orElseThrow(() -> unfit(url, master));
    }

    private static InputException unfit(Url url, InputPlaylist.Master master) {
        return new InputException(
                Cause.UNFIT,
                "master playlist " + url + " has no variant in H.264; its codecs are "
                        + Printable.text(master.variants().stream()
                                .map(variant -> String.join(",", variant.codecs()))
                                .distinct()
                                .limit(MAX_CODECS)
                                .collect(Collectors.joining(" | "))));
    }

    private static boolean readable(InputPlaylist.Variant variant) {
        return variant.codecs().stream().map(VariantChoice::family).allMatch(VariantChoice::supported);
    }

    private static boolean hasVideo(InputPlaylist.Variant variant) {
        return variant.codecs().isEmpty()
                || variant.codecs().stream().map(VariantChoice::family).anyMatch(family -> family.startsWith("avc"));
    }

    private static boolean supported(String family) {
        return switch (family) {
            case "avc1", "avc3", "mp4a", "mp3", "ac-3", "ec-3", "opus" -> true;
            default -> false;
        };
    }

    private static String family(String codec) {
        String lower = codec.strip().toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        return dot < 0 ? lower : lower.substring(0, dot);
    }
}
