package tv.mux.input;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tv.mux.bus.RunState.Cause;

/** Which variant stream of a master playlist is read: the highest that is H.264, or may be. */
final class RenditionChoice {
    private RenditionChoice() {}

    /**
     * The one to read: the tallest picture, then the highest bandwidth; one that is audio alone only where there is no
     * other.
     *
     * @throws InputException UNFIT when none can be read
     */
    static Playlist.Rendition of(Url at, Playlist.Master master) {
        List<Playlist.Rendition> readable =
                master.renditions().stream().filter(RenditionChoice::readable).toList();
        return readable.stream()
                .filter(rendition -> !rendition.separateAudio())
                .max(Comparator.comparing(RenditionChoice::hasPicture)
                        .thenComparing(Playlist.Rendition::height)
                        .thenComparing(Playlist.Rendition::bandwidth))
                .orElseThrow(() -> new InputException(Cause.UNFIT, "master playlist " + at + why(master, readable)));
    }

    private static String why(Playlist.Master master, List<Playlist.Rendition> readable) {
        if (!readable.isEmpty()) {
            return " has separate audio renditions, and only muxed ones are read";
        }
        return " has no rendition in H.264, but "
                + Printable.text(master.renditions().stream()
                        .map(rendition -> String.join(",", rendition.codecs()))
                        .distinct()
                        .collect(Collectors.joining(" | ")));
    }

    private static boolean readable(Playlist.Rendition rendition) {
        return rendition.codecs().stream().map(RenditionChoice::family).allMatch(RenditionChoice::known);
    }

    private static boolean hasPicture(Playlist.Rendition rendition) {
        return rendition.codecs().isEmpty()
                || rendition.codecs().stream()
                        .map(RenditionChoice::family)
                        .anyMatch(family -> family.startsWith("avc"));
    }

    private static boolean known(String family) {
        return switch (family) {
            case "avc1", "avc3", "mp4a", "mp3", "ac-3", "ec-3" -> true;
            default -> false;
        };
    }

    private static String family(String codec) {
        String lower = codec.strip().toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        return dot < 0 ? lower : lower.substring(0, dot);
    }
}
