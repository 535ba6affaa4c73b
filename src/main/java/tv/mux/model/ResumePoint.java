package tv.mux.model;

import java.util.Map;

/**
 * What a stream goes on from after a start.
 *
 * @param playhead what the scheduler said last; null when it never did
 * @param onAir the address of the input published last; null when nothing was
 * @param title its name
 * @param shown how far each input was published, by its address
 * @param dueAtMs when the next segment is due, milliseconds since the epoch; 0 when not known
 * @param targetDurationMs no segment may be longer, milliseconds
 * @param listSize number of segments in the playlist
 * @param term the term of this time in office
 */
public record ResumePoint(
        Playhead playhead,
        String onAir,
        String title,
        Map<String, InputProgress> shown,
        long dueAtMs,
        long targetDurationMs,
        int listSize,
        long term) {

    public ResumePoint {
        shown = Map.copyOf(shown);
    }
}
