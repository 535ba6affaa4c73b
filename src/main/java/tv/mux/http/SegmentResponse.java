package tv.mux.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import tv.mux.http.HttpMetrics.RequestType;
import tv.mux.indexing.SegmentSource;

/**
 * Sends a segment or a byte range of it. The bytes come from memory while the segment is in the playlist, later from
 * this node's disk, or else from another node.
 */
final class SegmentResponse {
    /** Maximum number of responses read from files at once. Each needs a file descriptor besides its connection's. */
    private static final int MAX_OPEN_FILES = 64;

    private final SegmentSource source;
    private final HttpMetrics metrics;
    private int openFiles;

    SegmentResponse(SegmentSource source, HttpMetrics metrics) {
        this.source = source;
        this.metrics = metrics;
    }

    /**
     * Answers a GET or HEAD request.
     *
     * @param maxAgeSeconds how long caches may keep the segment
     */
    void send(HttpServerRequest request, Resource.Media media, long maxAgeSeconds) {
        HttpServerResponse response = request.response();
        response.putHeader(Headers.ETAG, media.tag())
                .putHeader(Headers.CACHE_CONTROL, "public, max-age=" + maxAgeSeconds + ", immutable")
                .putHeader(Headers.ACCEPT_RANGES, Headers.BYTES);
        if (EntityTag.matches(request.getHeader(Headers.IF_NONE_MATCH), media.tag())) {
            metrics.responded(
                    RequestType.SEGMENT, 304, 0, response.setStatusCode(304).end());
            return;
        }
        response.putHeader(Headers.CONTENT_TYPE, Headers.TRANSPORT_STREAM);
        if (request.method().equals(HttpMethod.HEAD)) { // Range applies to GET only (RFC 9110 §14.2)
            response.putHeader(Headers.CONTENT_LENGTH, Long.toString(media.length()));
            metrics.responded(RequestType.SEGMENT, 200, 0, response.end());
            return;
        }
        ByteRange range = EntityTag.allowsRange(request.getHeader(Headers.IF_RANGE), media.tag())
                ? ByteRange.of(request.getHeader(Headers.RANGE), media.length())
                : ByteRange.WHOLE;
        if (range instanceof ByteRange.Part part) {
            long last = part.from() + part.length() - 1;
            response.setStatusCode(206)
                    .putHeader(Headers.CONTENT_RANGE, "bytes " + part.from() + "-" + last + "/" + media.length());
            sendBody(response, media, part.from(), part.length());
        } else if (range instanceof ByteRange.Unsatisfiable) {
            response.headers().remove(Headers.CONTENT_TYPE);
            response.setStatusCode(416)
                    .putHeader(Headers.CONTENT_RANGE, "bytes */" + media.length())
                    .putHeader(Headers.CACHE_CONTROL, Headers.NO_STORE);
            metrics.responded(RequestType.SEGMENT, 416, 0, response.end());
        } else {
            sendBody(response, media, 0, media.length());
        }
    }

    private void sendBody(HttpServerResponse response, Resource.Media media, long from, long length) {
        int status = response.getStatusCode();
        if (media.memory() != null) {
            media.memory().retain();
            metrics.responded(RequestType.SEGMENT, status, length, write(response, media.memory(), from, length));
            return;
        }
        if (openFiles >= MAX_OPEN_FILES) {
            sendBusy(response);
            return;
        }
        openFiles++;
        Future<Void> sent = source.file(media.segment(), media.rendition())
                .compose(file -> response.sendFile(file.toString(), from, length));
        sent.onComplete(done -> openFiles--);
        sent.onSuccess(done -> metrics.responded(RequestType.SEGMENT, status, length, sent))
                .onFailure(e -> sendCopy(response, media, from, length));
    }

    /** Sends 503 with Retry-After: too many segments are being read from files. */
    private void sendBusy(HttpServerResponse response) {
        withoutSegmentHeaders(response)
                .setStatusCode(503)
                .putHeader(Headers.RETRY_AFTER, Headers.ONE)
                .putHeader(Headers.CACHE_CONTROL, Headers.NO_STORE);
        metrics.responded(RequestType.SEGMENT, 503, 0, response.end());
    }

    /** Reads the segment through the source: the file is missing or incomplete, but another node may have it. */
    private void sendCopy(HttpServerResponse response, Resource.Media media, long from, long length) {
        int status = response.getStatusCode();
        if (response.headWritten() || response.closed()) {
            metrics.responded(RequestType.SEGMENT, status, 0, Future.succeededFuture()); // the client has gone
            return;
        }
        source.read(media.segment(), media.rendition())
                .onSuccess(bytes -> {
                    if (response.closed()) {
                        bytes.release();
                    } else {
                        metrics.responded(RequestType.SEGMENT, status, length, write(response, bytes, from, length));
                    }
                })
                .onFailure(e -> sendLost(response));
    }

    /**
     * Writes a range of the bytes, and releases the bytes when the client has read them. All responses share the bytes;
     * each response has a slice with its own index.
     */
    private static Future<Void> write(HttpServerResponse response, ByteBuf bytes, long from, long length) {
        return response.end(BufferInternal.buffer(bytes.slice((int) from, (int) length)))
                .onComplete(done -> bytes.release());
    }

    /** Sends 404: no node has the segment any more. */
    private void sendLost(HttpServerResponse response) {
        if (response.closed()) {
            return;
        }
        withoutSegmentHeaders(response).setStatusCode(404).putHeader(Headers.CACHE_CONTROL, Headers.NO_STORE);
        metrics.responded(RequestType.SEGMENT, 404, 0, response.end());
    }

    private static HttpServerResponse withoutSegmentHeaders(HttpServerResponse response) {
        response.headers()
                .remove(Headers.ETAG)
                .remove(Headers.CONTENT_RANGE)
                .remove(Headers.ACCEPT_RANGES)
                .remove(Headers.CONTENT_TYPE);
        return response;
    }
}
