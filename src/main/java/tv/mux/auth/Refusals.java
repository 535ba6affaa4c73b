package tv.mux.auth;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.common.MonotonicClock;
import tv.mux.common.Repeats;

/**
 * Counts and logs the connections and requests that a listener refuses. For each reason, the log has the 1st, 2nd, 4th,
 * 8th … refusal. A refusal is also logged if the last line for that reason is a minute old.
 */
public final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final String listener;
    private final Counter counter;
    private final Repeats repeats = new Repeats();

    /**
     * Counts the refusals of a listener.
     *
     * @param listener the listener's name in the log and in the metric {@code mux.cluster.refused}
     */
    public Refusals(String listener, MeterRegistry meters) {
        this.listener = listener;
        this.counter = Counter.builder("mux.cluster.refused")
                .description("Connections and requests refused because they do not come from a node of this cluster")
                .tag("listener", listener)
                .register(meters);
    }

    /**
     * Counts a refusal, and logs it if a line is due. Thread-safe.
     *
     * @param from address of the peer
     * @param reason a constant text; must not contain anything that the peer sent, because each reason stays in memory
     */
    public void add(String from, String reason) {
        counter.increment();
        int count;
        synchronized (repeats) {
            count = repeats.count(reason, MonotonicClock.nowMs());
        }
        if (count > 0) {
            LOG.warn("{}: {} was refused: {} ({} so far)", listener, from, reason, count);
        }
    }
}
