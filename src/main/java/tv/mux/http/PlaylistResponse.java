package tv.mux.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import tv.mux.http.HttpMetrics.RequestType;

/** Sends a playlist: gzip if the client accepts it, 304 if its entity tag matches. */
final class PlaylistResponse {

    private PlaylistResponse() {}

    /** Answers a GET or HEAD request. */
    static void send(HttpServerRequest request, Resource.Playlist playlist, HttpMetrics metrics) {
        HttpServerResponse response = request.response();
        boolean gzip = AcceptEncoding.gzip(request.getHeader(Headers.ACCEPT_ENCODING));
        String tag = gzip ? playlist.gzipTag() : playlist.plainTag();
        response.putHeader(Headers.ETAG, tag)
                .putHeader(Headers.CACHE_CONTROL, Headers.MAX_AGE_1S)
                .putHeader(Headers.VARY, Headers.ACCEPT_ENCODING);
        if (EntityTag.matches(request.getHeader(Headers.IF_NONE_MATCH), tag)) {
            metrics.responded(
                    RequestType.PLAYLIST, 304, 0, response.setStatusCode(304).end());
            return;
        }
        Buffer body = gzip ? playlist.gzip() : playlist.plain();
        response.putHeader(Headers.CONTENT_TYPE, Headers.PLAYLIST);
        if (gzip) {
            response.putHeader(Headers.CONTENT_ENCODING, Headers.GZIP);
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader(Headers.CONTENT_LENGTH, Integer.toString(body.length()));
            metrics.responded(RequestType.PLAYLIST, 200, 0, response.end());
        } else {
            metrics.responded(RequestType.PLAYLIST, 200, body.length(), response.end(body));
        }
    }

    /** Sends 503 and Retry-After (RFC 9110 §15.6.4): the playlist has no segments yet. */
    static void unavailable(HttpServerRequest request, HttpMetrics metrics) {
        HttpServerResponse response = request.response()
                .setStatusCode(503)
                .putHeader(Headers.RETRY_AFTER, Headers.ONE)
                .putHeader(Headers.CACHE_CONTROL, Headers.NO_STORE);
        metrics.responded(RequestType.PLAYLIST, 503, 0, response.end());
    }
}
