package tv.mux.scheduler;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import tv.mux.config.Config;
import tv.mux.scheduler.ConnectionLoss.Reason;
import tv.mux.text.Redaction;

/**
 * One connection to the scheduler. It follows redirects to the event stream, passes the bytes of the stream on, and
 * reports exactly one {@link ConnectionLoss}, unless it is closed before. All calls happen on one event loop.
 */
final class EventConnection {
    /** Maximum time from the open connection to the response headers. */
    static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final Vertx vertx;
    private final HttpClient client;
    private final Config.Api api;
    private final EventRequest eventRequest;
    private final Duration responseTimeout;
    private final Runnable onOpen;
    private final Consumer<byte[]> onBytes;
    private final Consumer<ConnectionLoss> onLoss;

    private HttpClientRequest request;
    private long timeoutTimer = -1;
    private boolean closed;

    /**
     * Prepares a connection. {@link #open} opens it.
     *
     * @param lastEventId id of the last received event; empty if there is none
     * @param responseTimeout maximum time until the response headers
     * @param onOpen called when the event stream is open
     * @param onBytes called with each chunk of the stream
     * @param onLoss called once, when the event stream cannot be opened or has ended
     */
    EventConnection(
            Vertx vertx,
            HttpClient client,
            Config.Api api,
            String lastEventId,
            Duration responseTimeout,
            Runnable onOpen,
            Consumer<byte[]> onBytes,
            Consumer<ConnectionLoss> onLoss) {
        this.vertx = vertx;
        this.client = client;
        this.api = api;
        this.eventRequest = new EventRequest(api, lastEventId);
        this.responseTimeout = responseTimeout;
        this.onOpen = onOpen;
        this.onBytes = onBytes;
        this.onLoss = onLoss;
    }

    void open() {
        request(api.events(), 0);
    }

    /** Closes the connection without a report. */
    void close() {
        closed = true;
        vertx.cancelTimer(timeoutTimer);
        if (request != null) {
            request.reset();
        }
    }

    private void request(URI uri, int redirects) {
        startTimeout(CONNECT_TIMEOUT, "no connection within %s s", uri);
        // Composed, so that an exception of client.request becomes a failed future and leads to another try.
        Future.succeededFuture()
                .compose(v -> client.request(eventRequest.to(uri)))
                .onComplete(connected -> {
                    if (closed) {
                        if (connected.succeeded()) {
                            connected.result().reset();
                        }
                    } else if (connected.failed()) {
                        lose(Reason.UNREACHABLE, describe(connected.cause()));
                    } else {
                        request = connected.result();
                        startTimeout(responseTimeout, "no answer within %s s", uri);
                        request.send().onComplete(response -> {
                            if (closed) {
                                return; // close() has reset the request.
                            }
                            if (response.failed()) {
                                lose(Reason.UNREACHABLE, describe(response.cause()));
                            } else {
                                handle(response.result(), uri, redirects);
                            }
                        });
                    }
                });
    }

    private void handle(HttpClientResponse response, URI uri, int redirects) {
        // Without a handler, Vert.x logs an error for every response that is not read to its end.
        response.exceptionHandler(e -> {});
        int status = response.statusCode();
        String type = response.getHeader("Content-Type");
        if (REDIRECTS.contains(status)) {
            followRedirect(uri, response.getHeader("Location"), redirects);
        } else if (status == 204) {
            lose(Reason.NO_CONTENT, "HTTP 204 (no content)" + from(uri));
        } else if (status != 200) {
            lose(Reason.STATUS, "HTTP " + status + from(uri));
        } else if (!isEventStream(type)) {
            lose(
                    Reason.CONTENT_TYPE,
                    "content type " + (type == null ? "(none)" : Excerpt.of(type)) + " instead of text/event-stream"
                            + from(uri));
        } else {
            readStream(response);
        }
    }

    private void followRedirect(URI from, String location, int redirects) {
        if (redirects == MAX_REDIRECTS) {
            lose(Reason.REDIRECT, "more than " + MAX_REDIRECTS + " redirects");
            return;
        }
        URI to;
        try {
            to = from.resolve(location == null ? "" : location);
        } catch (IllegalArgumentException e) {
            to = null;
        }
        if (location == null || to == null || !EventRequest.isAllowed(to)) {
            lose(
                    Reason.REDIRECT,
                    "a redirect" + from(from) + " to "
                            + (location == null ? "(nowhere)" : Excerpt.of(location))
                            + ", which is not an http or https URL");
            return;
        }
        // The body of a redirect is not read.
        request.reset();
        request(to, redirects + 1);
    }

    private void readStream(HttpClientResponse response) {
        String silence = "no byte for " + seconds(api.silence()) + " s";
        Runnable restartTimeout = () -> startTimeout(api.silence(), Reason.ENDED, silence);
        restartTimeout.run();
        response.exceptionHandler(e -> lose(Reason.ENDED, describe(e)));
        response.endHandler(v -> lose(Reason.ENDED, "closed by the scheduler"));
        response.handler(buffer -> {
            if (!closed) {
                restartTimeout.run();
                onBytes.accept(buffer.getBytes());
                yieldEventLoop(response);
            }
        });
        onOpen.run();
    }

    /** Yields the event loop between two chunks, since Vert.x delivers many chunks in one turn. */
    private void yieldEventLoop(HttpClientResponse response) {
        response.pause();
        vertx.runOnContext(v -> {
            if (!closed) {
                response.resume();
            }
        });
    }

    private void startTimeout(Duration time, String format, URI uri) {
        startTimeout(time, Reason.TIMEOUT, String.format(Locale.ROOT, format, seconds(time)) + from(uri));
    }

    private void startTimeout(Duration time, Reason reason, String detail) {
        vertx.cancelTimer(timeoutTimer);
        timeoutTimer = vertx.setTimer(time.toMillis(), id -> lose(reason, detail));
    }

    private void lose(Reason reason, String detail) {
        if (!closed) {
            close();
            onLoss.accept(new ConnectionLoss(reason, detail));
        }
    }

    private static boolean isEventStream(String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("text/event-stream");
    }

    /**
     * Returns the message of a failure and of its root cause. The outer message of a TLS failure alone is too vague.
     */
    private static String describe(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return message(failure) + (message(root).equals(message(failure)) ? "" : ": " + message(root));
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : Excerpt.of(message.strip());
    }

    /** Names the responding URL if a redirect led there. */
    private String from(URI uri) {
        return uri.equals(api.events()) ? "" : " from " + Redaction.url(uri.toString());
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0
                ? String.valueOf(time.toSeconds())
                : String.valueOf(time.toMillis() / 1000.0);
    }
}
