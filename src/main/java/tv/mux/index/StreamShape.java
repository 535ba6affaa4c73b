package tv.mux.index;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import tv.mux.config.Variant;

/**
 * The properties of a stream that never change, because players rely on them.
 *
 * @param mode {@code copy} or {@code abr}
 * @param targetDurationSeconds EXT-X-TARGETDURATION (RFC 8216 §4.3.3.1)
 * @param listSize the number of segments in a playlist
 * @param renditions the number of renditions of each segment
 * @param ladder the renditions other than the source, in playlist order; empty in copy mode
 */
public record StreamShape(
        String mode,
        int targetDurationSeconds,
        int listSize,
        int renditions,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Variant> ladder) {
    /** The mode with several renditions and a master playlist. */
    public static final String ABR = "abr";

    public StreamShape {
        ladder = ladder == null ? List.of() : List.copyOf(ladder);
    }

    /** The shape of a stream that has the source only. */
    public StreamShape(String mode, int targetDurationSeconds, int listSize, int renditions) {
        this(mode, targetDurationSeconds, listSize, renditions, List.of());
    }

    /** Whether the stream has a master playlist, so that players choose among renditions. */
    @JsonIgnore
    public boolean adaptive() {
        return mode.equals(ABR);
    }
}
