package tv.mux.input.fetch;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import tv.mux.config.OutOfMemory;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;
import tv.mux.input.playlist.SegmentAccess;
import tv.mux.status.RunStatus;
import tv.mux.text.Printable;

/**
 * A GET request within limits of time and size. Follows redirects, and checks the address of each before it connects.
 */
final class HttpFetch {
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<String> CONTENT_CODINGS = Set.of("gzip", "x-gzip", "deflate");
    private static final int MAX_DRAIN_BYTES = 16 << 10;

    private final Vertx vertx;
    private final HttpClient http;
    private final Resolver resolver;
    private final Url head;
    private final FetchLimits limits;
    private final Spec spec;
    private final MemoryBudget.Account memory;
    private final MemoryBudget.Slot slot;
    private final Promise<FetchSession.Body> promise = Promise.promise();
    private HttpClientRequest request;
    private boolean done;
    private boolean responded;
    private Url url;
    private int redirects;
    private long totalTimer;
    private long idleTimer;
    private long lastByteNanos;

    /**
     * A resource to fetch, and its limits.
     *
     * @param noun the noun for messages, such as "playlist"
     * @param totalMs maximum time for the request and its redirects, milliseconds
     * @param idleMs maximum time without received data, milliseconds
     * @param maxBytes maximum size of the decompressed body
     * @param text whether the resource is text; if so, Mux accepts gzip
     * @param range the byte range to request
     */
    record Spec(String noun, long totalMs, long idleMs, int maxBytes, boolean text, SegmentAccess.Range range) {}

    HttpFetch(
            Vertx vertx,
            HttpClient http,
            Resolver resolver,
            Url head,
            FetchLimits limits,
            MemoryBudget.Account memory,
            Spec spec) {
        this.vertx = vertx;
        this.http = http;
        this.resolver = resolver;
        this.head = head;
        this.limits = limits;
        this.spec = spec;
        this.memory = memory;
        this.slot = memory.slot();
    }

    /**
     * Starts the request; call it once. The future fails with InputException only. The body counts as held in memory
     * until {@link #release}.
     */
    Future<FetchSession.Body> start(Url url) {
        this.url = url;
        totalTimer = vertx.setTimer(spec.totalMs(), id -> fail("took longer than " + spec.totalMs() + " ms"));
        startIdleTimer(spec.idleMs());
        sendRequest();
        return promise.future();
    }

    /** Stops counting the body as held in memory, since its new owner counts it or nobody needs it. */
    void release() {
        slot.set(0);
    }

    /**
     * Reserves memory for copies of the body.
     *
     * @param bytes size of one copy
     * @param times number of copies, the original included
     * @throws InputException UNFIT if the input may not hold that much
     */
    void reserve(int bytes, int times) {
        String refusal = slot.reserve((long) times * bytes);
        if (refusal != null) {
            throw new InputException(RunStatus.Cause.UNFIT, label() + " exceeds the memory limit: " + refusal);
        }
    }

    /** Ends the request; the future fails with the given reason. */
    void cancel(InputException reason) {
        finish(reason, null);
    }

    private void sendRequest() {
        lastByteNanos = System.nanoTime();
        responded = false;
        resolver.resolve(url)
                .compose(address -> done ? Future.failedFuture("cancelled") : http.request(options(address)))
                .onFailure(this::connectFailed)
                .onSuccess(this::send);
    }

    private RequestOptions options(InetAddress address) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(url.port(), address.getHostAddress()))
                .setHost(url.bracketedHost())
                .setPort(url.port())
                .setSsl(url.secure())
                .setURI(url.target())
                .setConnectTimeout(limits.connect().toMillis())
                .putHeader("User-Agent", "mux");
        options.putHeader("Accept-Encoding", spec.text() ? "gzip" : "identity");
        if (!spec.range().all()) {
            options.putHeader("Range", spec.range().header());
        }
        if (url.origin().equals(head.origin())) {
            head.userInfo().ifPresent(user -> options.putHeader("Authorization", basicAuthorization(user)));
        }
        return options;
    }

    private static String basicAuthorization(String userInfo) {
        String credentials = URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    private void connectFailed(Throwable e) {
        if (e instanceof InputException known) {
            finish(known, null);
        } else {
            resolver.connectFailed(url);
            fail(e);
        }
    }

    private void send(HttpClientRequest connected) {
        // Vert.x logs the reset of a request without an exception handler. After the end, this handler does nothing.
        connected.exceptionHandler(this::fail);
        if (done) {
            connected.reset();
            return;
        }
        request = connected;
        connected.send().onFailure(this::fail).onSuccess(this::handleResponse);
    }

    private void handleResponse(HttpClientResponse response) {
        lastByteNanos = System.nanoTime();
        responded = true;
        if (done) {
            return;
        }
        if (REDIRECTS.contains(response.statusCode())) {
            followRedirect(response);
        } else if (response.statusCode() == (spec.range().all() ? 200 : 206)) {
            readBody(response);
        } else {
            drain(response);
            finish(InputException.refused(label() + ": HTTP status " + response.statusCode()), null);
        }
    }

    private void followRedirect(HttpClientResponse response) {
        String location = response.getHeader("Location");
        drain(response);
        if (location == null || ++redirects > MAX_REDIRECTS) {
            finish(
                    InputException.refused(label()
                            + (location == null
                                    ? ": redirected without a Location header"
                                    : ": redirected more than " + MAX_REDIRECTS + " times")),
                    null);
            return;
        }
        try {
            Url next = url.resolve(location);
            if (url.secure() && !next.secure() && !next.host().equals(head.host())) {
                throw new InputException(
                        RunStatus.Cause.FORBIDDEN, label() + ": redirected from https to http: " + next);
            }
            url = next;
            sendRequest();
        } catch (InputException e) {
            finish(e, null);
        }
    }

    /** Reads a small body to its end, so that the connection can be reused. Otherwise resets the request. */
    private void drain(HttpClientResponse response) {
        HttpClientRequest drained = request;
        request = null;
        response.exceptionHandler(e -> drained.reset());
        String length = response.getHeader("Content-Length");
        if (length != null && length.matches("[0-9]{1,5}") && Integer.parseInt(length) <= MAX_DRAIN_BYTES) {
            response.resume();
        } else {
            drained.reset();
        }
    }

    private void readBody(HttpClientResponse response) {
        ResponseBody body = new ResponseBody(slot, spec.maxBytes());
        String announced = response.getHeader("Content-Length");
        response.exceptionHandler(this::fail);
        response.handler(chunk -> {
            lastByteNanos = System.nanoTime();
            if (!done) {
                withinLimit(() -> body.add(chunk.getBytes(), chunk.length()));
            }
        });
        response.endHandler(end -> bodyEnded(announced, response.getHeader("Content-Encoding"), body));
        if (announced != null && announced.matches("[0-9]{1,18}")) {
            withinLimit(() -> body.expect(Long.parseLong(announced)));
        }
    }

    /** A step that may exceed the limit of size or memory. */
    @FunctionalInterface
    private interface LimitedStep {
        void run() throws ResponseBody.Refused;
    }

    private void withinLimit(LimitedStep step) {
        try {
            step.run();
        } catch (ResponseBody.Refused e) {
            finish(tooLarge(e), null);
        }
    }

    private InputException tooLarge(ResponseBody.Refused e) {
        return new InputException(
                spec.text() ? RunStatus.Cause.NOT_HLS : RunStatus.Cause.UNFIT, label() + " " + e.getMessage());
    }

    private void bodyEnded(String announced, String contentEncoding, ResponseBody body) {
        if (done) {
            return;
        }
        String coding =
                contentEncoding == null ? "identity" : contentEncoding.strip().toLowerCase(Locale.ROOT);
        if (announced != null && !announced.equals(Integer.toString(body.length()))) {
            fail("received " + body.length() + " of " + Printable.text(announced) + " bytes");
        } else if (coding.equals("identity") || coding.isEmpty()) {
            withinLimit(() -> finish(null, new FetchSession.Body(url, body.whole())));
        } else if (CONTENT_CODINGS.contains(coding)) {
            inflate(body, !coding.equals("deflate"));
        } else {
            fail("has Content-Encoding " + Printable.text(coding) + ", which Mux did not request");
        }
    }

    private void inflate(ResponseBody compressed, boolean gzip) {
        MemoryBudget.Slot inflatedSlot = memory.slot();
        ResponseBody inflated = new ResponseBody(inflatedSlot, spec.maxBytes());
        vertx.executeBlocking(
                        () -> {
                            inflated.inflate(compressed.whole(), gzip);
                            return inflated.whole();
                        },
                        false)
                .onComplete(result -> {
                    inflatedSlot.set(0);
                    if (result.succeeded()) {
                        slot.set(result.result().length);
                        finish(null, new FetchSession.Body(url, result.result()));
                    } else if (result.cause() instanceof ResponseBody.Refused e) {
                        finish(tooLarge(e), null);
                    } else {
                        OutOfMemory.check(result.cause());
                        fail("cannot be decompressed: "
                                + Printable.text(String.valueOf(result.cause().getMessage())));
                    }
                });
    }

    /** Returns the time since data was received, milliseconds. */
    long quietMs() {
        return (System.nanoTime() - lastByteNanos) / 1_000_000;
    }

    private void startIdleTimer(long waitMs) {
        idleTimer = vertx.setTimer(Math.max(1, waitMs), id -> {
            long quietMs = quietMs();
            if (quietMs >= spec.idleMs()) {
                fail("received no data for " + quietMs + " ms");
            } else {
                startIdleTimer(spec.idleMs() - quietMs);
            }
        });
    }

    private void fail(Throwable e) {
        OutOfMemory.check(e);
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        fail(Printable.redacted(message));
    }

    private void fail(String reason) {
        String detail = label() + ": " + reason;
        finish(
                responded ? InputException.refused(detail) : new InputException(RunStatus.Cause.UNREACHABLE, detail),
                null);
    }

    private String label() {
        return spec.noun() + " " + url;
    }

    private void finish(InputException failure, FetchSession.Body body) {
        if (done) {
            return;
        }
        done = true;
        if (failure != null) {
            slot.set(0);
        }
        vertx.cancelTimer(totalTimer);
        vertx.cancelTimer(idleTimer);
        if (failure == null) {
            promise.complete(body);
            return;
        }
        if (request != null) {
            request.reset();
        }
        promise.fail(failure);
    }
}
