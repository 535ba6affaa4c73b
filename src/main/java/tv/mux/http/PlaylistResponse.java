package tv.mux.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import tv.mux.http.HttpMetrics.Kind;

/** Answers with a playlist: compressed for who can read that, not at all for who has it. */
final class PlaylistResponse {

    private PlaylistResponse() {}

    /** Answers GET or HEAD. */
    static void send(HttpServerRequest request, Resource.Playlist playlist, HttpMetrics metrics) {
        HttpServerResponse response = request.response();
        boolean gzip = AcceptEncoding.gzip(request.getHeader(Headers.ACCEPT_ENCODING));
        String tag = gzip ? playlist.gzipTag() : playlist.plainTag();
        response.putHeader(Headers.ETAG, tag)
                .putHeader(Headers.CACHE_CONTROL, Headers.A_MOMENT)
                .putHeader(Headers.VARY, Headers.ACCEPT_ENCODING);
        if (EntityTag.listed(request.getHeader(Headers.IF_NONE_MATCH), tag)) {
            metrics.answered(Kind.PLAYLIST, 304, 0, response.setStatusCode(304).end());
            return;
        }
        Buffer body = gzip ? playlist.gzip() : playlist.plain();
        response.putHeader(Headers.CONTENT_TYPE, Headers.PLAYLIST);
        if (gzip) {
            response.putHeader(Headers.CONTENT_ENCODING, Headers.GZIP);
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader(Headers.CONTENT_LENGTH, Integer.toString(body.length()));
            metrics.answered(Kind.PLAYLIST, 200, 0, response.end());
        } else {
            metrics.answered(Kind.PLAYLIST, 200, body.length(), response.end(body));
        }
    }

    /** Says that there is nothing to list yet (RFC 9110 §15.6.4), and that asking again soon is worth it. */
    static void notYet(HttpServerRequest request, HttpMetrics metrics) {
        HttpServerResponse response = request.response()
                .setStatusCode(503)
                .putHeader(Headers.RETRY_AFTER, Headers.ONE)
                .putHeader(Headers.CACHE_CONTROL, Headers.NO_STORE);
        metrics.answered(Kind.PLAYLIST, 503, 0, response.end());
    }
}
