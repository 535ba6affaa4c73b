package tv.mux.auth;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts those who were refused on a listener, and logs the 1st, 2nd, 4th, 8th … of them, and at least one a minute. */
public final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final long ONE_MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

    private final String listener;
    private final Counter counter;
    private long count;
    private long loggedAt;

    /**
     * On a listener.
     *
     * @param listener its name in the log and in the metric {@code mux.cluster.refused}
     */
    public Refusals(String listener, MeterRegistry meters) {
        this.listener = listener;
        this.counter = Counter.builder("mux.cluster.refused")
                .description("Connections and requests refused because they do not come from a node of this cluster")
                .tag("listener", listener)
                .register(meters);
    }

    /** Somebody was refused. May be called on any thread. */
    public void add(String from, String reason) {
        counter.increment();
        long refused;
        synchronized (this) {
            count++;
            long now = System.nanoTime();
            if (Long.bitCount(count) != 1 && now - loggedAt < ONE_MINUTE_NS) {
                return;
            }
            loggedAt = now;
            refused = count;
        }
        LOG.warn("{}: {} was refused: {} ({} refused so far)", listener, from, reason, refused);
    }
}
