package tv.mux.demo;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.model.Segment;
import tv.mux.status.EncoderStatus;
import tv.mux.status.StreamStatus;
import tv.mux.text.Redaction;

/** The status that the demo's page shows: the stream's latest status and segments, without URLs. Thread-safe. */
final class DemoStatus {
    private static final int SEGMENTS = 20;

    private final Deque<Segment> segments = new ArrayDeque<>();
    private StreamStatus status;
    private EncoderStatus encoding;

    DemoStatus(Vertx vertx) {
        Bus bus = new Bus(vertx);
        bus.subscribe(Addresses.STREAM_STATE, this::stream);
        bus.subscribe(Addresses.PUBLISHED, this::published);
        bus.subscribe(Addresses.ENCODING, this::encoding);
    }

    private synchronized void stream(StreamStatus latest) {
        status = latest;
    }

    private synchronized void encoding(EncoderStatus latest) {
        encoding = latest;
    }

    private synchronized void published(Segment segment) {
        segments.addLast(segment);
        if (segments.size() > SEGMENTS) {
            segments.removeFirst();
        }
    }

    synchronized JsonObject json() {
        JsonArray listed = new JsonArray();
        for (Segment segment : segments) {
            listed.add(new JsonObject()
                    .put("msn", segment.msn())
                    .put("title", Redaction.title(segment.title()))
                    .put("durationMs", segment.durationMs())
                    .put("dateMs", segment.dateMs())
                    .put("discontinuous", segment.discontinuous()));
        }
        JsonObject json =
                new JsonObject().put("now", System.currentTimeMillis()).put("segments", listed);
        if (status == null) {
            return json;
        }
        JsonArray errors = new JsonArray();
        status.errors()
                .forEach(error -> errors.add(new JsonObject()
                        .put("at", error.at())
                        .put("text", Redaction.line(Redaction.url(error.text())))));
        JsonArray switches = new JsonArray();
        status.switches()
                .forEach(attempt -> switches.add(new JsonObject()
                        .put("to", attempt.to())
                        .put("wantedAt", attempt.requestedAt())
                        .put("tookMs", attempt.tookMs())
                        .put("done", attempt.done())));
        return json.put("encoding", encoding == null ? null : encodingJson(encoding))
                .put("onAir", sourceJson(status.onAir()))
                .put("next", sourceJson(status.next()))
                .put("driftMs", status.driftMs())
                .put("published", status.published())
                .put("switches", switches)
                .put("errors", errors);
    }

    private static JsonObject encodingJson(EncoderStatus encoding) {
        return new JsonObject()
                .put("at", encoding.at())
                .put("speed", encoding.speed())
                .put("slow", encoding.slow());
    }

    private static JsonObject sourceJson(StreamStatus.Source source) {
        return source == null
                ? null
                : new JsonObject()
                        .put("title", Redaction.title(source.title()))
                        .put("since", source.since())
                        .put("waiting", source.waiting())
                        .put(
                                "trouble",
                                source.trouble() == null ? null : Redaction.line(Redaction.url(source.trouble())));
    }
}
