package tv.mux.index;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import tv.mux.config.Variant;

/**
 * What is fixed at the stream's birth and never changes: players hold a server to it.
 *
 * @param mode copy or abr
 * @param targetDurationSeconds EXT-X-TARGETDURATION (RFC 8216 §4.3.3.1)
 * @param listSize segments a playlist lists
 * @param renditions how many renditions every segment has
 * @param ladder the renditions beside the source, in their order; none in copy mode
 */
public record StreamShape(
        String mode,
        int targetDurationSeconds,
        int listSize,
        int renditions,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Variant> ladder) {
    /** The mode with a master playlist over several renditions. */
    public static final String ABR = "abr";

    public StreamShape {
        ladder = ladder == null ? List.of() : List.copyOf(ladder);
    }

    /** Of a stream with the source alone. */
    public StreamShape(String mode, int targetDurationSeconds, int listSize, int renditions) {
        this(mode, targetDurationSeconds, listSize, renditions, List.of());
    }

    /** Whether players choose among renditions, by a master playlist. */
    @JsonIgnore
    public boolean adaptive() {
        return mode.equals(ABR);
    }
}
