package tv.mux.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * The point at which a leader continues the stream.
 *
 * @param playhead the latest stored playhead; null if there is none
 * @param onAir URL of the input published last; null if nothing was published
 * @param title name of that input
 * @param progress how far each input was published, by its URL
 * @param dueAtMs when the next segment is due, milliseconds since the epoch; 0 if unknown
 * @param targetDurationMs target duration of the stream, milliseconds
 * @param listSize number of segments in the playlist
 * @param term the leader's term
 */
public record ResumePoint(
        Playhead playhead,
        String onAir,
        String title,
        @JsonProperty("shown") Map<String, InputProgress> progress,
        long dueAtMs,
        long targetDurationMs,
        int listSize,
        long term) {

    public ResumePoint {
        progress = Map.copyOf(progress);
    }
}
