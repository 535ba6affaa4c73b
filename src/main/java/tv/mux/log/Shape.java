package tv.mux.log;

/**
 * What is fixed at the stream's birth and never changes: players hold a server to it.
 *
 * @param mode copy or abr
 * @param targetDurationSeconds EXT-X-TARGETDURATION (RFC 8216 §4.3.3.1)
 * @param listSize segments a playlist lists
 * @param renditions how many renditions every segment has
 */
public record Shape(String mode, int targetDurationSeconds, int listSize, int renditions) {}
