package tv.mux.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.function.Supplier;
import tv.mux.http.HttpMetrics.RequestType;
import tv.mux.indexing.SegmentSource;

/**
 * Answers the requests of players from the {@link View}. Looks a path up exactly as it was sent: no part of a path is
 * decoded or used as a file name, so that a client can read nothing outside the index.
 */
final class RequestHandler implements Handler<HttpServerRequest> {
    private static final String HEALTH = "/health";

    private final Supplier<View> view;
    private final Supplier<String> date;
    private final HttpMetrics metrics;
    private final SegmentResponse segments;
    private final Map<String, Handler<HttpServerRequest>> pages;

    /**
     * Creates a handler.
     *
     * @param view supplies the present view
     * @param date supplies the value of the Date header
     * @param source reads segments that are not in memory
     * @param pages additional pages by path
     */
    RequestHandler(
            Supplier<View> view,
            Supplier<String> date,
            SegmentSource source,
            HttpMetrics metrics,
            Map<String, Handler<HttpServerRequest>> pages) {
        this.view = view;
        this.date = date;
        this.metrics = metrics;
        this.segments = new SegmentResponse(source, metrics);
        this.pages = pages;
    }

    /** Vert.x passes on the next request of a connection only when the response to the last one has been sent. */
    @Override
    public void handle(HttpServerRequest request) {
        request.response()
                .putHeader(Headers.DATE, date.get())
                .putHeader(Headers.ALLOW_ORIGIN, Headers.ANY)
                .putHeader(Headers.EXPOSE, Headers.EXPOSED)
                .putHeader(Headers.CONTENT_TYPE_OPTIONS, Headers.NOSNIFF);
        View now = view.get();
        String path = request.path();
        Resource resource = path == null ? null : now.resources().get(path);
        HttpMethod method = request.method();
        boolean read = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (resource != null && read) {
            if (resource instanceof Resource.Media media) {
                segments.send(request, media, now.maxAgeSeconds());
            } else if (resource instanceof Resource.Playlist playlist) {
                PlaylistResponse.send(request, playlist, metrics);
            } else {
                PlaylistResponse.unavailable(request, metrics);
            }
            return;
        }
        count(request.response());
        if (method.equals(HttpMethod.OPTIONS)) {
            preflight(request.response());
        } else if (resource == null && !HEALTH.equals(path) && !pages.containsKey(path)) {
            refuse(request, 404);
        } else if (!read) {
            request.response().putHeader(Headers.ALLOW, Headers.METHODS);
            refuse(request, 405);
        } else if (HEALTH.equals(path)) {
            health(request, now.ready());
        } else {
            pages.get(path).handle(request);
        }
    }

    private void count(HttpServerResponse response) {
        response.bodyEndHandler(end -> metrics.responded(
                RequestType.OTHER, response.getStatusCode(), response.bytesWritten(), Future.succeededFuture()));
    }

    /** Answers a CORS preflight request: web pages of every origin may play the stream. */
    private static void preflight(HttpServerResponse response) {
        response.setStatusCode(204)
                .putHeader(Headers.ALLOW, Headers.METHODS)
                .putHeader(Headers.ALLOW_METHODS, Headers.METHODS)
                .putHeader(Headers.ALLOW_HEADERS, Headers.ALLOWED)
                .putHeader(Headers.MAX_AGE, Headers.ONE_DAY)
                .end();
    }

    private static void health(HttpServerRequest request, boolean ready) {
        request.response().putHeader(Headers.CONTENT_TYPE, Headers.JSON);
        respond(request, "{\"status\":\"ok\",\"stream_ready\":" + ready + "}");
    }

    private static void refuse(HttpServerRequest request, int status) {
        HttpServerResponse response = request.response().setStatusCode(status);
        response.putHeader(Headers.CONTENT_TYPE, Headers.TEXT);
        respond(request, response.getStatusMessage() + "\n");
    }

    private static void respond(HttpServerRequest request, String body) {
        HttpServerResponse response = request.response().putHeader(Headers.CACHE_CONTROL, Headers.NO_STORE);
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader(Headers.CONTENT_LENGTH, Integer.toString(body.length()))
                    .end();
        } else {
            response.end(body);
        }
    }
}
