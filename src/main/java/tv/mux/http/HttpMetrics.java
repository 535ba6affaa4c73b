package tv.mux.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts requests and the bytes of their bodies; the counters are looked up once, not at each request. */
final class HttpMetrics {

    /** What was asked for. */
    enum Kind {
        PLAYLIST,
        SEGMENT,
        OTHER
    }

    private static final int CLASSES = 5;

    private final Map<Kind, Counter[]> requests = new EnumMap<>(Kind.class);
    private final Counter bytes;

    HttpMetrics(MeterRegistry registry) {
        for (Kind kind : Kind.values()) {
            Counter[] counters = new Counter[CLASSES + 1];
            for (int hundreds = 1; hundreds <= CLASSES; hundreds++) {
                counters[hundreds] = Counter.builder("mux.http.requests")
                        .description("Requests answered")
                        .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                        .tag("status", hundreds + "xx")
                        .register(registry);
            }
            requests.put(kind, counters);
        }
        bytes = Counter.builder("mux.http.bytes")
                .description("Bytes of the bodies players have taken in full")
                .baseUnit("bytes")
                .register(registry);
    }

    /** A request was answered with a status, and a body of some bytes is under way. */
    void answered(Kind kind, int status, long length, Future<Void> sent) {
        requests.get(kind)[status / 100].increment();
        if (length > 0) {
            sent.onSuccess(done -> bytes.increment((double) length));
        }
    }
}
