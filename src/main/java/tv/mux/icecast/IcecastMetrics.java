package tv.mux.icecast;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The metrics of the audio output. Every counter exists from the start, with the value 0. */
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
                        .description("1 while the Icecast server accepts audio")
                        .register(meters),
                Gauge.builder("mux.icecast.reserve.seconds", reserveMs, ms -> ms.get() / 1e3)
                        .description("Audio that waits to be sent to Icecast")
                        .register(meters));
        this.bytes = counter("mux.icecast.sent.bytes", "Bytes of audio sent to Icecast");
        this.dropped = counter("mux.icecast.dropped.seconds", "Audio dropped because Icecast did not accept it");
        this.silence = counter("mux.icecast.silence.seconds", "Silence sent because no audio was published");
        this.encoders = counter("mux.icecast.encoder.ends", "Unexpected exits of the audio encoder for Icecast");
        connects("connected");
        for (SourceFailure.Reason reason : SourceFailure.Reason.values()) {
            connects(reason.tag());
        }
        corrections("padded");
        corrections("trimmed");
        titles("taken");
        titles("failed");
    }

    void connected() {
        connects("connected").increment();
    }

    void failed(SourceFailure.Reason reason) {
        connects(reason.tag()).increment();
    }

    void sending(boolean sending) {
        connected.set(sending ? 1 : 0);
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

    void encoderExited() {
        encoders.increment();
    }

    /**
     * Counts a correction of the reserve.
     *
     * @param ms silence inserted; negative for audio removed
     */
    void corrected(long ms) {
        corrections(ms > 0 ? "padded" : "trimmed").increment(Math.abs(ms) / 1000.0);
    }

    void title(boolean accepted) {
        titles(accepted ? "taken" : "failed").increment();
    }

    /** Removes the gauges, so that the next instance can register its own. The counters remain. */
    void close() {
        gauges.forEach(meters::remove);
    }

    private Counter connects(String outcome) {
        return Counter.builder("mux.icecast.connects")
                .description("Connections to Icecast by outcome: connected, or the reason of the failure or loss")
                .tag("outcome", outcome)
                .register(meters);
    }

    private Counter corrections(String kind) {
        return Counter.builder("mux.icecast.corrected.seconds")
                .description("Silence inserted and audio removed to keep the delay of listeners constant")
                .tag("kind", kind)
                .register(meters);
    }

    private Counter titles(String outcome) {
        return Counter.builder("mux.icecast.titles")
                .description("Title updates sent to Icecast by outcome")
                .tag("outcome", outcome)
                .register(meters);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }
}
