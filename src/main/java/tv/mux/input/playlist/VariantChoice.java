package tv.mux.input.playlist;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;
import tv.mux.status.RunStatus.Cause;
import tv.mux.text.Printable;

/** Which variant stream of a master playlist is read: the highest that is H.264, or may be. */
public final class VariantChoice {
    /** Higher ones are not transcoded: it would take more than it gives. */
    private static final int MOST_LINES = 1080;

    /** Maximum number of codecs that a message names. */
    private static final int SHOWN = 8;

    private VariantChoice() {}

    /**
     * The one to read: the tallest picture, then the highest bandwidth; one that is audio alone only where there is no
     * other.
     *
     * @param transcodes whether one that is not H.264 may be taken where there is no other
     * @throws InputException UNFIT when none can be read
     */
    public static InputPlaylist.Variant of(Url at, InputPlaylist.Master master, boolean transcodes) {
        List<InputPlaylist.Variant> readable =
                master.renditions().stream().filter(VariantChoice::readable).toList();
        if (readable.isEmpty() && transcodes) {
            return master.renditions().stream()
                    .max(Comparator.comparing((InputPlaylist.Variant one) -> one.height() <= MOST_LINES)
                            .thenComparing(one -> one.height() <= MOST_LINES ? one.height() : -one.height())
                            .thenComparing(InputPlaylist.Variant::bandwidth))
                    .orElseThrow(() -> unfit(at, master));
        }
        return readable.stream()
                .max(Comparator.comparing(VariantChoice::hasPicture)
                        .thenComparing(InputPlaylist.Variant::height)
                        .thenComparing(InputPlaylist.Variant::bandwidth))
                .orElseThrow(() -> unfit(at, master));
    }

    private static InputException unfit(Url at, InputPlaylist.Master master) {
        return new InputException(
                Cause.UNFIT,
                "master playlist " + at + " has no rendition in H.264, but "
                        + Printable.text(master.renditions().stream()
                                .map(rendition -> String.join(",", rendition.codecs()))
                                .distinct()
                                .limit(SHOWN)
                                .collect(Collectors.joining(" | "))));
    }

    private static boolean readable(InputPlaylist.Variant rendition) {
        return rendition.codecs().stream().map(VariantChoice::family).allMatch(VariantChoice::known);
    }

    private static boolean hasPicture(InputPlaylist.Variant rendition) {
        return rendition.codecs().isEmpty()
                || rendition.codecs().stream().map(VariantChoice::family).anyMatch(family -> family.startsWith("avc"));
    }

    private static boolean known(String family) {
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
