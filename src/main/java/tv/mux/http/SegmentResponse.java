package tv.mux.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import tv.mux.http.HttpMetrics.Kind;
import tv.mux.indexing.SegmentSource;

/**
 * Answers with a segment or a range of it: from memory while it is in the window, afterwards from disk, or from where
 * else it is to be had.
 */
final class SegmentResponse {
    /** Maximum number of responses read from files at once. Each needs a file descriptor besides its connection's. */
    private static final int MOST_FILES = 64;

    private final SegmentSource source;
    private final HttpMetrics metrics;
    private int files;

    SegmentResponse(SegmentSource source, HttpMetrics metrics) {
        this.source = source;
        this.metrics = metrics;
    }

    /**
     * Answers GET or HEAD.
     *
     * @param keptSeconds how long others may keep it
     */
    void send(HttpServerRequest request, Resource.Media media, long keptSeconds) {
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
            body(response, media, part.from(), part.length());
        } else if (range instanceof ByteRange.Unsatisfiable) {
            response.headers().remove(Headers.CONTENT_TYPE);
            response.setStatusCode(416)
                    .putHeader(Headers.CONTENT_RANGE, "bytes */" + media.length())
                    .putHeader(Headers.CACHE_CONTROL, Headers.NO_STORE);
            metrics.answered(Kind.SEGMENT, 416, 0, response.end());
        } else {
            body(response, media, 0, media.length());
        }
    }

    private void body(HttpServerResponse response, Resource.Media media, long from, long length) {
        int status = response.getStatusCode();
        if (media.memory() != null) {
            media.memory().retain();
            metrics.answered(Kind.SEGMENT, status, length, write(response, media.memory(), from, length));
            return;
        }
        if (files >= MOST_FILES) {
            busy(response);
            return;
        }
        files++;
        Future<Void> sent = source.file(media.segment(), media.rendition())
                .compose(file -> response.sendFile(file.toString(), from, length));
        sent.onComplete(done -> files--);
        sent.onSuccess(done -> metrics.answered(Kind.SEGMENT, status, length, sent))
                .onFailure(e -> elsewhere(response, media, from, length));
    }

    /** Answers 503 with Retry-After: too many segments outside the window are being read from files. */
    private void busy(HttpServerResponse response) {
        bare(response)
                .setStatusCode(503)
                .putHeader(Headers.RETRY_AFTER, Headers.ONE)
                .putHeader(Headers.CACHE_CONTROL, Headers.NO_STORE);
        metrics.answered(Kind.SEGMENT, 503, 0, response.end());
    }

    /** There is no such file here, or not the whole of it: another node may have it. */
    private void elsewhere(HttpServerResponse response, Resource.Media media, long from, long length) {
        int status = response.getStatusCode();
        if (response.headWritten() || response.closed()) {
            metrics.answered(
                    Kind.SEGMENT, status, 0, Future.succeededFuture()); // the connection went: nothing more to say
            return;
        }
        source.read(media.segment(), media.rendition())
                .onSuccess(bytes -> {
                    if (response.closed()) {
                        bytes.release();
                    } else {
                        metrics.answered(Kind.SEGMENT, status, length, write(response, bytes, from, length));
                    }
                })
                .onFailure(e -> lost(response));
    }

    /**
     * Writes a part of bytes, however slowly they are read, and lets go of them then. All responses share them; each
     * has a slice with an index of its own.
     */
    private static Future<Void> write(HttpServerResponse response, ByteBuf bytes, long from, long length) {
        return response.end(BufferInternal.buffer(bytes.slice((int) from, (int) length)))
                .onComplete(done -> bytes.release());
    }

    /** Nobody has it any more. */
    private void lost(HttpServerResponse response) {
        if (response.closed()) {
            return;
        }
        bare(response).setStatusCode(404).putHeader(Headers.CACHE_CONTROL, Headers.NO_STORE);
        metrics.answered(Kind.SEGMENT, 404, 0, response.end());
    }

    /** Removes the headers that describe a segment. */
    private static HttpServerResponse bare(HttpServerResponse response) {
        response.headers()
                .remove(Headers.ETAG)
                .remove(Headers.CONTENT_RANGE)
                .remove(Headers.ACCEPT_RANGES)
                .remove(Headers.CONTENT_TYPE);
        return response;
    }
}
