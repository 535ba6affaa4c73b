package tv.mux.scheduler;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import tv.mux.scheduler.ConnectionLoss.Reason;

/** Metrics of the scheduler's events and connections. Every counter exists from the start, with the value 0. */
final class SchedulerMetrics {
    private final MeterRegistry meters;
    private final AtomicInteger connected = new AtomicInteger();
    private final Gauge gauge;

    /** How an event was handled. */
    enum EventOutcome {
        ACCEPTED,
        MALFORMED,
        IGNORED,
        OVERSIZED
    }

    SchedulerMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.gauge = Gauge.builder("mux.playhead.connected", connected, AtomicInteger::get)
                .description("1 while the scheduler's event stream is open")
                .register(meters);
        for (EventOutcome outcome : EventOutcome.values()) {
            events(outcome);
        }
        connects("connected");
        for (Reason reason : Reason.values()) {
            if (reason != Reason.ENDED) {
                connects(reason.tag());
            }
        }
    }

    void count(EventOutcome outcome) {
        events(outcome).increment();
    }

    void connected() {
        connects("connected").increment();
        connected.set(1);
    }

    /** Counts a failed try to connect. The end of an open connection is not counted, since its start was. */
    void lost(Reason reason) {
        connected.set(0);
        if (reason != Reason.ENDED) {
            connects(reason.tag()).increment();
        }
    }

    /** Removes the gauge, so that the next verticle can register its own. The counters stay. */
    void close() {
        connected.set(0);
        meters.remove(gauge);
    }

    private Counter events(EventOutcome outcome) {
        return Counter.builder("mux.playhead.events")
                .description("The scheduler's events by outcome")
                .tag("kind", outcome.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    private Counter connects(String outcome) {
        return Counter.builder("mux.playhead.connects")
                .description("Tries to open the scheduler's event stream by outcome")
                .tag("outcome", outcome)
                .register(meters);
    }
}
