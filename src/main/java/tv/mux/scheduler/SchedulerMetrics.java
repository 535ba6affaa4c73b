package tv.mux.scheduler;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** What is counted of the scheduler's events; every counter is there, at 0, from the start. */
final class SchedulerMetrics {
    private final MeterRegistry meters;
    private final AtomicInteger connected = new AtomicInteger();
    private final Gauge gauge;

    /** What becomes of an event. */
    enum Kind {
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
        for (Kind kind : Kind.values()) {
            events(kind);
        }
        connects("connected");
        for (ConnectionLoss.Kind kind : ConnectionLoss.Kind.values()) {
            if (kind != ConnectionLoss.Kind.ENDED) {
                connects(kind.tag());
            }
        }
    }

    void event(Kind kind) {
        events(kind).increment();
    }

    void connected() {
        connects("connected").increment();
        connected.set(1);
    }

    /** A try to connect that came to nothing, or the end of a connection, which was counted when it began. */
    void lost(ConnectionLoss.Kind kind) {
        connected.set(0);
        if (kind != ConnectionLoss.Kind.ENDED) {
            connects(kind.tag()).increment();
        }
    }

    /** Takes the gauge away, so that a successor can put its own there; what was counted stays. */
    void close() {
        connected.set(0);
        meters.remove(gauge);
    }

    private Counter events(Kind kind) {
        return Counter.builder("mux.playhead.events")
                .description("The scheduler's events by what became of them")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    private Counter connects(String outcome) {
        return Counter.builder("mux.playhead.connects")
                .description("Tries to reach the scheduler's event stream by their outcome")
                .tag("outcome", outcome)
                .register(meters);
    }
}
