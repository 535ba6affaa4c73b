package tv.mux.icecast;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted of the audio for Icecast; every counter is there, at 0, from the start. */
final class IcecastMetrics {
    private final MeterRegistry meters;
    private final AtomicLong connected = new AtomicLong();
    private final AtomicLong reserveMs = new AtomicLong();
    private final List<Gauge> gauges;
    private final Counter bytes;
    private final Counter dropped;
    private final Counter silence;
    private final Counter encoders;

    IcecastMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.gauges = List.of(
                Gauge.builder("mux.icecast.connected", connected, AtomicLong::get)
                        .description("1 while the Icecast server takes the audio")
                        .register(meters),
                Gauge.builder("mux.icecast.reserve.seconds", reserveMs, ms -> ms.get() / 1e3)
                        .description("Audio that waits to be sent to Icecast")
                        .register(meters));
        this.bytes = counter("mux.icecast.sent.bytes", "Bytes of audio sent to Icecast");
        this.dropped = counter("mux.icecast.dropped.seconds", "Audio left out because Icecast did not take it");
        this.silence = counter("mux.icecast.silence.seconds", "Silence made because nothing was published");
        this.encoders = counter("mux.icecast.encoder.ends", "Encoders for Icecast that ended by themselves");
        connects("connected");
        for (IcecastTrouble.Kind kind : IcecastTrouble.Kind.values()) {
            connects(kind.tag());
        }
        corrections("padded");
        corrections("trimmed");
        titles("taken");
        titles("failed");
    }

    void connected() {
        connects("connected").increment();
    }

    void failed(IcecastTrouble.Kind kind) {
        connects(kind.tag()).increment();
    }

    void sending(boolean now) {
        connected.set(now ? 1 : 0);
    }

    void reserve(long ms) {
        reserveMs.set(ms);
    }

    void sent(int length) {
        bytes.increment(length);
    }

    void dropped(double seconds) {
        dropped.increment(seconds);
    }

    void silence(double seconds) {
        silence.increment(seconds);
    }

    void encoderEnded() {
        encoders.increment();
    }

    /** Silence put in; negative: audio left out. */
    void corrected(long ms) {
        corrections(ms > 0 ? "padded" : "trimmed").increment(Math.abs(ms) / 1000.0);
    }

    void title(boolean taken) {
        titles(taken ? "taken" : "failed").increment();
    }

    /** Takes the gauges away, so that a successor can put its own there; what was counted stays. */
    void close() {
        gauges.forEach(meters::remove);
    }

    private Counter connects(String outcome) {
        return Counter.builder("mux.icecast.connects")
                .description("Connections to Icecast by their outcome: made, or why not, or how they were lost")
                .tag("outcome", outcome)
                .register(meters);
    }

    private Counter corrections(String kind) {
        return Counter.builder("mux.icecast.corrected.seconds")
                .description("Silence put in, and audio left out, to keep listeners at a steady distance")
                .tag("kind", kind)
                .register(meters);
    }

    private Counter titles(String outcome) {
        return Counter.builder("mux.icecast.titles")
                .description("Titles told to Icecast by their outcome")
                .tag("outcome", outcome)
                .register(meters);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }
}
