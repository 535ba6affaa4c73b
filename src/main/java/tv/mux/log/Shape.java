package tv.mux.log;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * What is fixed at the stream's birth and never changes: players hold a server to it.
 *
 * @param mode copy or abr
 * @param targetDurationSeconds EXT-X-TARGETDURATION (RFC 8216 §4.3.3.1)
 * @param listSize segments a playlist lists
 * @param renditions how many renditions every segment has
 */
public record Shape(String mode, int targetDurationSeconds, int listSize, int renditions) {
    /** The mode with a master playlist over several renditions. */
    public static final String ABR = "abr";

    /** Whether players choose among renditions, by a master playlist. */
    @JsonIgnore
    public boolean adaptive() {
        return mode.equals(ABR);
    }
}
