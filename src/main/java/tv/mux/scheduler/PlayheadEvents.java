package tv.mux.scheduler;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.common.MonotonicClock;
import tv.mux.common.Repeats;
import tv.mux.config.Config;
import tv.mux.model.Playhead;
import tv.mux.scheduler.SchedulerMetrics.EventOutcome;

/**
 * Reads playheads from the items of an event stream. Counts every event, and logs repeated bad events ever less often.
 */
final class PlayheadEvents {
    private static final Logger LOG = LoggerFactory.getLogger(PlayheadEvents.class);
    private static final String TYPE = "playhead";

    private final PlayheadParser parser;
    private final SchedulerMetrics metrics;
    private final InstantSource clock;
    private final Repeats repeats = new Repeats();

    private String refused = "";
    private long refusedAt;

    PlayheadEvents(Config.Api api, SchedulerMetrics metrics, InstantSource clock) {
        this.parser = new PlayheadParser(api);
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Returns the last playhead among these items. Earlier ones that arrive with it have no effect. */
    Optional<Playhead> latest(List<SseItem> items) {
        Playhead latest = null;
        for (SseItem item : items) {
            if (item instanceof SseItem.Event event) {
                latest = playhead(event).orElse(latest);
            } else if (item instanceof SseItem.Oversized) {
                oversized();
            }
        }
        return Optional.ofNullable(latest);
    }

    private void oversized() {
        metrics.count(EventOutcome.OVERSIZED);
        int count = refuse("an event larger than " + SseParser.MAX_EVENT_BYTES + " bytes");
        if (count > 0) {
            LOG.warn(
                    "Dropped an event of the scheduler: it is larger than {} bytes{}",
                    SseParser.MAX_EVENT_BYTES,
                    Repeats.suffix(count));
        }
    }

    private Optional<Playhead> playhead(SseItem.Event event) {
        if (!event.type().equals(TYPE)) {
            metrics.count(EventOutcome.IGNORED);
            if (LOG.isDebugEnabled()) {
                LOG.debug("Ignored an event of the scheduler: its type is '{}'", Excerpt.of(event.type()));
            }
            return Optional.empty();
        }
        PlayheadParser.Result result = parser.parse(event.data(), clock.millis());
        if (result instanceof PlayheadParser.Result.Refused bad) {
            metrics.count(EventOutcome.MALFORMED);
            int count = refuse(bad.reason());
            if (count > 0) {
                LOG.warn(
                        "Ignored a malformed playhead: {}{}; it begins {}",
                        bad.reason(),
                        Repeats.suffix(count),
                        Excerpt.of(event.data()));
            }
            return Optional.empty();
        }
        metrics.count(EventOutcome.ACCEPTED);
        repeats.reset();
        refused = "";
        refusedAt = 0;
        return Optional.of(((PlayheadParser.Result.Accepted) result).playhead());
    }

    private int refuse(String reason) {
        refused = reason;
        refusedAt = clock.millis();
        return repeats.count(reason, MonotonicClock.nowMs());
    }

    /** Returns why the latest bad event was refused; empty if a valid playhead came after it, or none was refused. */
    String refused() {
        return refused;
    }

    /** Returns when that event came, milliseconds since the epoch; 0 if there is none. */
    long refusedAt() {
        return refusedAt;
    }
}
