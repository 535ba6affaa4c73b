package tv.mux.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts the requests and the bytes of response bodies. Looks the counters up once, not at each request. */
final class HttpMetrics {

    /** What a request is for: the value of the tag {@code kind}. */
    enum RequestType {
        PLAYLIST,
        SEGMENT,
        OTHER
    }

    private static final int STATUS_CLASSES = 5;

    private final Map<RequestType, Counter[]> requests = new EnumMap<>(RequestType.class);
    private final Counter bytes;

    HttpMetrics(MeterRegistry registry) {
        for (RequestType type : RequestType.values()) {
            Counter[] counters = new Counter[STATUS_CLASSES + 1];
            for (int hundreds = 1; hundreds <= STATUS_CLASSES; hundreds++) {
                counters[hundreds] = Counter.builder("mux.http.requests")
                        .description("Requests answered")
                        .tag("kind", type.name().toLowerCase(Locale.ROOT))
                        .tag("status", hundreds + "xx")
                        .register(registry);
            }
            requests.put(type, counters);
        }
        bytes = Counter.builder("mux.http.bytes")
                .description("Bytes of response bodies that were sent completely")
                .baseUnit("bytes")
                .register(registry);
    }

    /**
     * Counts a response.
     *
     * @param length length of the body in bytes
     * @param sent succeeds when the client has received the body; only then its bytes are counted
     */
    void responded(RequestType type, int status, long length, Future<Void> sent) {
        requests.get(type)[status / 100].increment();
        if (length > 0) {
            sent.onSuccess(done -> bytes.increment((double) length));
        }
    }
}
