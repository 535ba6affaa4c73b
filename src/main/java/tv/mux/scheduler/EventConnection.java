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
import tv.mux.text.Redaction;

/**
 * One connection to the scheduler: follows redirects until there is an event stream, hands on its bytes, and ends with
 * exactly one {@link ConnectionLoss}, whatever happens, unless it is closed before. All on one event loop.
 */
final class EventConnection {
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    /** How long a connection may take. */
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** How long an answer's head may take once there is a connection. */
    static final Duration ANSWER = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final HttpClient client;
    private final Config.Api api;
    private final EventRequest question;
    private final Duration patience;
    private final Runnable opened;
    private final Consumer<byte[]> bytes;
    private final Consumer<ConnectionLoss> lost;

    private HttpClientRequest request;
    private long limit = -1;
    private boolean over;

    /**
     * Does nothing yet.
     *
     * @param lastEventId what to go on after; empty when nothing has been heard
     * @param patience how long an answer's head may take
     * @param opened called when the event stream is there
     * @param bytes called with its bytes as they come
     * @param lost called once, when there is no event stream or no longer
     */
    EventConnection(
            Vertx vertx,
            HttpClient client,
            Config.Api api,
            String lastEventId,
            Duration patience,
            Runnable opened,
            Consumer<byte[]> bytes,
            Consumer<ConnectionLoss> lost) {
        this.vertx = vertx;
        this.client = client;
        this.api = api;
        this.question = new EventRequest(api, lastEventId);
        this.patience = patience;
        this.opened = opened;
        this.bytes = bytes;
        this.lost = lost;
    }

    /** Connects. */
    void open() {
        ask(api.events(), 0);
    }

    /** Ends it without a word. */
    void close() {
        over = true;
        vertx.cancelTimer(limit);
        if (request != null) {
            request.reset();
        }
    }

    private void ask(URI uri, int redirects) {
        within(CONNECT, ConnectionLoss.Kind.TIMEOUT, "no connection within %s s", uri);
        // Composed, so that what is thrown is a failure like any other, and the next try comes.
        Future.succeededFuture().compose(v -> client.request(question.to(uri))).onComplete(asked -> {
            if (over) {
                if (asked.succeeded()) {
                    asked.result().reset();
                }
            } else if (asked.failed()) {
                end(ConnectionLoss.Kind.UNREACHABLE, why(asked.cause()));
            } else {
                request = asked.result();
                within(patience, ConnectionLoss.Kind.TIMEOUT, "no answer within %s s", uri);
                request.send().onComplete(answered -> {
                    if (over) {
                        return; // close() has reset the request.
                    }
                    if (answered.failed()) {
                        end(ConnectionLoss.Kind.UNREACHABLE, why(answered.cause()));
                    } else {
                        answer(uri, answered.result(), redirects);
                    }
                });
            }
        });
    }

    private void answer(URI uri, HttpClientResponse response, int redirects) {
        // Without a handler Vert.x logs an error for every answer that is not read to its end.
        response.exceptionHandler(e -> {});
        int status = response.statusCode();
        String type = response.getHeader("Content-Type");
        if (REDIRECTS.contains(status)) {
            follow(uri, response.getHeader("Location"), redirects);
        } else if (status == 204) {
            end(ConnectionLoss.Kind.NO_CONTENT, "HTTP 204 (no content)" + from(uri));
        } else if (status != 200) {
            end(ConnectionLoss.Kind.STATUS, "HTTP " + status + from(uri));
        } else if (!isEventStream(type)) {
            end(
                    ConnectionLoss.Kind.CONTENT_TYPE,
                    "content type " + (type == null ? "(none)" : Excerpt.of(type)) + " instead of text/event-stream"
                            + from(uri));
        } else {
            listen(response);
        }
    }

    private void follow(URI from, String location, int redirects) {
        if (redirects == MAX_REDIRECTS) {
            end(ConnectionLoss.Kind.REDIRECT, "more than " + MAX_REDIRECTS + " redirects");
            return;
        }
        URI to;
        try {
            to = from.resolve(location == null ? "" : location);
        } catch (IllegalArgumentException e) {
            to = null;
        }
        if (location == null || to == null || !EventRequest.canGo(to)) {
            end(
                    ConnectionLoss.Kind.REDIRECT,
                    "a redirect" + from(from) + " to "
                            + (location == null ? "(nowhere)" : Excerpt.of(location))
                            + ", which is not an http or https URL");
            return;
        }
        // Whatever the body of the redirect is, nobody reads it.
        request.reset();
        ask(to, redirects + 1);
    }

    private void listen(HttpClientResponse response) {
        String silence = "no byte for " + seconds(api.silence()) + " s";
        Runnable wait = () -> within(api.silence(), ConnectionLoss.Kind.ENDED, silence);
        wait.run();
        response.exceptionHandler(e -> end(ConnectionLoss.Kind.ENDED, why(e)));
        response.endHandler(v -> end(ConnectionLoss.Kind.ENDED, "closed by the scheduler"));
        response.handler(buffer -> {
            if (!over) {
                wait.run();
                bytes.accept(buffer.getBytes());
                breathe(response);
            }
        });
        opened.run();
    }

    /** Yields the event loop between two chunks, since Vert.x delivers many chunks in one turn. */
    private void breathe(HttpClientResponse response) {
        response.pause();
        vertx.runOnContext(v -> {
            if (!over) {
                response.resume();
            }
        });
    }

    private void within(Duration time, ConnectionLoss.Kind kind, String otherwise, URI uri) {
        within(time, kind, String.format(Locale.ROOT, otherwise, seconds(time)) + from(uri));
    }

    private void within(Duration time, ConnectionLoss.Kind kind, String otherwise) {
        vertx.cancelTimer(limit);
        limit = vertx.setTimer(time.toMillis(), id -> end(kind, otherwise));
    }

    private void end(ConnectionLoss.Kind kind, String cause) {
        if (!over) {
            close();
            lost.accept(new ConnectionLoss(kind, cause));
        }
    }

    private static boolean isEventStream(String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("text/event-stream");
    }

    /** What a failure says, and what its first cause says: of TLS the first alone says next to nothing. */
    private static String why(Throwable failure) {
        Throwable first = failure;
        while (first.getCause() != null && first.getCause() != first) {
            first = first.getCause();
        }
        return said(failure) + (said(first).equals(said(failure)) ? "" : ": " + said(first));
    }

    private static String said(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : Excerpt.of(message.strip());
    }

    /** Who answered, where a redirect led there. */
    private String from(URI uri) {
        return uri.equals(api.events()) ? "" : " from " + Redaction.url(uri.toString());
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0
                ? String.valueOf(time.toSeconds())
                : String.valueOf(time.toMillis() / 1000.0);
    }
}
