package tv.mux.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import tv.mux.http.HttpMetrics.Kind;

/** Answers with a segment or a range of it: from memory while it is in the window, from disk afterwards. */
final class SegmentResponse {

    private SegmentResponse() {}

    /**
     * Answers GET or HEAD.
     *
     * @param keptSeconds how long others may keep it
     */
    static void send(HttpServerRequest request, Resource.Media media, long keptSeconds, HttpMetrics metrics) {
        HttpServerResponse response = request.response();
        response.putHeader(Headers.ETAG, media.tag())
                .putHeader(Headers.CACHE_CONTROL, "public, max-age=" + keptSeconds + ", immutable")
                .putHeader(Headers.ACCEPT_RANGES, Headers.BYTES);
        if (EntityTag.listed(request.getHeader(Headers.IF_NONE_MATCH), media.tag())) {
            metrics.answered(Kind.SEGMENT, 304, 0, response.setStatusCode(304).end());
            return;
        }
        response.putHeader(Headers.CONTENT_TYPE, Headers.TRANSPORT_STREAM);
        if (request.method().equals(HttpMethod.HEAD)) { // a range means something to GET only (RFC 9110 §14.2)
            response.putHeader(Headers.CONTENT_LENGTH, Long.toString(media.length()));
            metrics.answered(Kind.SEGMENT, 200, 0, response.end());
            return;
        }
        ByteRange range = EntityTag.allowsRange(request.getHeader(Headers.IF_RANGE), media.tag())
                ? ByteRange.of(request.getHeader(Headers.RANGE), media.length())
                : ByteRange.WHOLE;
        if (range instanceof ByteRange.Part part) {
            long last = part.from() + part.length() - 1;
            response.setStatusCode(206)
                    .putHeader(Headers.CONTENT_RANGE, "bytes " + part.from() + "-" + last + "/" + media.length());
            body(response, media, part.from(), part.length(), metrics);
        } else if (range instanceof ByteRange.Unsatisfiable) {
            response.headers().remove(Headers.CONTENT_TYPE);
            response.setStatusCode(416)
                    .putHeader(Headers.CONTENT_RANGE, "bytes */" + media.length())
                    .putHeader(Headers.CACHE_CONTROL, Headers.NO_STORE);
            metrics.answered(Kind.SEGMENT, 416, 0, response.end());
        } else {
            body(response, media, 0, media.length(), metrics);
        }
    }

    private static void body(
            HttpServerResponse response, Resource.Media media, long from, long length, HttpMetrics metrics) {
        int status = response.getStatusCode();
        if (media.memory() != null) {
            Future<Void> sent = fromMemory(response, media.memory(), (int) from, (int) length);
            metrics.answered(Kind.SEGMENT, status, length, sent);
        } else {
            Future<Void> sent = response.sendFile(media.file().toString(), from, length);
            sent.onSuccess(done -> metrics.answered(Kind.SEGMENT, status, length, sent))
                    .onFailure(e -> lost(response, status, metrics));
        }
    }

    /**
     * All responses share the bytes; each has a slice with an index of its own, and holds the memory until it is written,
     * however slowly it is read.
     */
    private static Future<Void> fromMemory(HttpServerResponse response, ByteBuf memory, int from, int length) {
        memory.retain();
        return response.end(BufferInternal.buffer(memory.slice(from, length))).onComplete(done -> memory.release());
    }

    /** The connection went (nothing more to say), or the file did, after the view was made (404). */
    private static void lost(HttpServerResponse response, int status, HttpMetrics metrics) {
        if (response.headWritten() || response.closed()) {
            metrics.answered(Kind.SEGMENT, status, 0, Future.succeededFuture());
            return;
        }
        response.headers()
                .remove(Headers.ETAG)
                .remove(Headers.CONTENT_RANGE)
                .remove(Headers.ACCEPT_RANGES)
                .remove(Headers.CONTENT_TYPE);
        response.setStatusCode(404).putHeader(Headers.CACHE_CONTROL, Headers.NO_STORE);
        metrics.answered(Kind.SEGMENT, 404, 0, response.end());
    }
}
