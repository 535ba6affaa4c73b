package tv.mux.scheduler;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.config.Config;
import tv.mux.model.Playhead;

/** Takes playheads out of what an event stream says; counts all of it, and tells what is wrong with it once. */
final class PlayheadEvents {
    private static final Logger LOG = LoggerFactory.getLogger(PlayheadEvents.class);
    private static final String TYPE = "playhead";

    private final PlayheadParser heads;
    private final SchedulerMetrics metrics;
    private final InstantSource clock;
    /** What has been told to be wrong since the last good event. */
    private final Set<String> told = new HashSet<>();

    private String refused = "";
    private long refusedAt;

    PlayheadEvents(Config.Api api, SchedulerMetrics metrics, InstantSource clock) {
        this.heads = new PlayheadParser(api);
        this.metrics = metrics;
        this.clock = clock;
    }

    /** The last playhead among these items, if there is one: of those that come at once only the last one counts. */
    Optional<Playhead> last(List<SseItem> items) {
        Playhead last = null;
        for (SseItem item : items) {
            if (item instanceof SseItem.Event event) {
                last = playhead(event).orElse(last);
            } else if (item instanceof SseItem.Oversized) {
                metrics.event(SchedulerMetrics.Kind.OVERSIZED);
                refuse("an event larger than " + SseParser.MAX_EVENT_BYTES + " bytes");
                if (told.add("oversized")) {
                    LOG.warn(
                            "Dropped an event of the scheduler: it is larger than {} bytes", SseParser.MAX_EVENT_BYTES);
                }
            }
        }
        return Optional.ofNullable(last);
    }

    private Optional<Playhead> playhead(SseItem.Event event) {
        if (!event.type().equals(TYPE)) {
            metrics.event(SchedulerMetrics.Kind.IGNORED);
            if (LOG.isDebugEnabled()) {
                LOG.debug("Ignored an event of the scheduler: its type is '{}'", Excerpt.of(event.type()));
            }
            return Optional.empty();
        }
        PlayheadParser.Result result = heads.read(event.data(), clock.millis());
        if (result instanceof PlayheadParser.Result.Refused bad) {
            metrics.event(SchedulerMetrics.Kind.MALFORMED);
            refuse(bad.reason());
            if (told.add(bad.reason())) {
                LOG.warn("Ignored a malformed playhead: {}; it begins {}", bad.reason(), Excerpt.of(event.data()));
            }
            return Optional.empty();
        }
        metrics.event(SchedulerMetrics.Kind.ACCEPTED);
        told.clear();
        refused = "";
        refusedAt = 0;
        return Optional.of(((PlayheadParser.Result.Accepted) result).playhead());
    }

    private void refuse(String reason) {
        refused = reason;
        refusedAt = clock.millis();
    }

    /** Why the last bad event was not taken; empty when none was bad since the last good one. */
    String refused() {
        return refused;
    }

    /** When that came, milliseconds since the epoch; 0 when none did. */
    long refusedAt() {
        return refusedAt;
    }
}
