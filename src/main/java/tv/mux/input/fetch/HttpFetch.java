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
 * One fetch: a GET and the redirects it is answered with, each checked before it is followed; bounded in all it does.
 */
final class HttpFetch {
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<String> CODINGS = Set.of("gzip", "x-gzip", "deflate");
    private static final int DRAIN_BYTES = 16 << 10;

    private final Vertx vertx;
    private final HttpClient http;
    private final Resolver resolver;
    private final Url head;
    private final FetchLimits limits;
    private final Kind kind;
    private final MemoryBudget.Account memory;
    private final MemoryBudget.Slot slot;
    private final Promise<FetchSession.Body> promise = Promise.promise();
    private HttpClientRequest request;
    private boolean done;
    private boolean answered;
    private Url at;
    private int redirects;
    private long wholeTimer;
    private long idleTimer;
    private long lastByteNanos;

    /**
     * What is fetched.
     *
     * @param name what it is called
     * @param wholeMs how long all of it may take, milliseconds
     * @param idleMs how long no byte may come, milliseconds
     * @param bytes how much it may be
     * @param text whether it is text, which compresses
     * @param range the part of it that is wanted
     */
    record Kind(String name, long wholeMs, long idleMs, int bytes, boolean text, SegmentAccess.Range range) {}

    HttpFetch(
            Vertx vertx,
            HttpClient http,
            Resolver resolver,
            Url head,
            FetchLimits limits,
            MemoryBudget.Account memory,
            Kind kind) {
        this.vertx = vertx;
        this.http = http;
        this.resolver = resolver;
        this.head = head;
        this.limits = limits;
        this.kind = kind;
        this.memory = memory;
        this.slot = memory.slot();
    }

    /**
     * Starts the request. The future fails with InputException only. Call it once. The result counts as held in memory
     * until {@link #release}.
     */
    Future<FetchSession.Body> begin(Url url) {
        at = url;
        wholeTimer = vertx.setTimer(kind.wholeMs(), id -> fail("took longer than " + kind.wholeMs() + " ms"));
        watch(kind.idleMs());
        get();
        return promise.future();
    }

    /** Stops counting the result: its new owner counts it, or it is not needed any more. */
    void release() {
        slot.set(0);
    }

    /**
     * Reserves memory for copies of the result.
     *
     * @param bytes size of one copy
     * @param times number of copies, the original included
     * @throws InputException UNFIT if the input may not hold that much
     */
    void reserve(int bytes, int times) {
        String refusal = slot.reserve((long) times * bytes);
        if (refusal != null) {
            throw new InputException(RunStatus.Cause.UNFIT, what() + " is not read on: " + refusal);
        }
    }

    /** Ends it; the future fails with the reason given. */
    void cancel(InputException reason) {
        finish(reason, null);
    }

    private void get() {
        lastByteNanos = System.nanoTime();
        answered = false;
        resolver.resolve(at)
                .compose(address -> done ? Future.failedFuture("over") : http.request(options(address)))
                .onFailure(this::unconnected)
                .onSuccess(this::send);
    }

    private RequestOptions options(InetAddress address) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(at.port(), address.getHostAddress()))
                .setHost(at.bracketedHost())
                .setPort(at.port())
                .setSsl(at.secure())
                .setURI(at.target())
                .setConnectTimeout(limits.connect().toMillis())
                .putHeader("User-Agent", "mux");
        options.putHeader("Accept-Encoding", kind.text() ? "gzip" : "identity");
        if (!kind.range().all()) {
            options.putHeader("Range", kind.range().header());
        }
        if (at.origin().equals(head.origin())) {
            head.userInfo().ifPresent(user -> options.putHeader("Authorization", basic(user)));
        }
        return options;
    }

    private static String basic(String userInfo) {
        String plain = URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    private void unconnected(Throwable e) {
        if (e instanceof InputException known) {
            finish(known, null);
        } else {
            resolver.failed(at);
            fail(e);
        }
    }

    private void send(HttpClientRequest connected) {
        // A request that nobody listens to would be logged by Vert.x when it is reset; once done, this does nothing.
        connected.exceptionHandler(this::fail);
        if (done) {
            connected.reset();
            return;
        }
        request = connected;
        connected.send().onFailure(this::fail).onSuccess(this::answered);
    }

    private void answered(HttpClientResponse response) {
        lastByteNanos = System.nanoTime();
        answered = true;
        if (done) {
            return;
        }
        if (REDIRECTS.contains(response.statusCode())) {
            redirected(response);
        } else if (response.statusCode() == (kind.range().all() ? 200 : 206)) {
            read(response);
        } else {
            drain(response);
            finish(InputException.refused(what() + ": HTTP status " + response.statusCode()), null);
        }
    }

    private void redirected(HttpClientResponse response) {
        String location = response.getHeader("Location");
        drain(response);
        if (location == null || ++redirects > MAX_REDIRECTS) {
            finish(
                    InputException.refused(what()
                            + (location == null
                                    ? ": redirected to nowhere"
                                    : ": redirected more than " + MAX_REDIRECTS + " times")),
                    null);
            return;
        }
        try {
            Url next = at.resolve(location);
            if (at.secure() && !next.secure() && !next.host().equals(head.host())) {
                throw new InputException(
                        RunStatus.Cause.FORBIDDEN, what() + ": redirected from https to " + next + ", which is not");
            }
            at = next;
            get();
        } catch (InputException e) {
            finish(e, null);
        }
    }

    /** A small body is read off, so that the connection can be used again; of any other it is not worth it. */
    private void drain(HttpClientResponse response) {
        HttpClientRequest answeredSo = request;
        request = null;
        response.exceptionHandler(e -> answeredSo.reset());
        String length = response.getHeader("Content-Length");
        if (length != null && length.matches("[0-9]{1,5}") && Integer.parseInt(length) <= DRAIN_BYTES) {
            response.resume();
        } else {
            answeredSo.reset();
        }
    }

    private void read(HttpClientResponse response) {
        ResponseBody body = new ResponseBody(slot, kind.bytes());
        String announced = response.getHeader("Content-Length");
        response.exceptionHandler(this::fail);
        response.handler(chunk -> {
            lastByteNanos = System.nanoTime();
            if (!done) {
                taken(() -> body.add(chunk.getBytes(), chunk.length()));
            }
        });
        response.endHandler(end -> ended(announced, response.getHeader("Content-Encoding"), body));
        if (announced != null && announced.matches("[0-9]{1,18}")) {
            taken(() -> body.expect(Long.parseLong(announced)));
        }
    }

    /** A step that may exceed the memory limit. */
    @FunctionalInterface
    private interface Taking {
        void run() throws ResponseBody.Refused;
    }

    private void taken(Taking step) {
        try {
            step.run();
        } catch (ResponseBody.Refused e) {
            finish(refused(e), null);
        }
    }

    private InputException refused(ResponseBody.Refused e) {
        return new InputException(
                kind.text() ? RunStatus.Cause.NOT_HLS : RunStatus.Cause.UNFIT, what() + " " + e.getMessage());
    }

    private void ended(String announced, String coding, ResponseBody body) {
        if (done) {
            return;
        }
        String coded = coding == null ? "identity" : coding.strip().toLowerCase(Locale.ROOT);
        if (announced != null && !announced.equals(Integer.toString(body.length()))) {
            fail("gave " + body.length() + " of " + Printable.text(announced) + " bytes");
        } else if (coded.equals("identity") || coded.isEmpty()) {
            taken(() -> finish(null, new FetchSession.Body(at, body.whole())));
        } else if (CODINGS.contains(coded)) {
            inflate(body, !coded.equals("deflate"));
        } else {
            fail("is coded as " + Printable.text(coded) + ", which was not requested");
        }
    }

    private void inflate(ResponseBody packed, boolean gzip) {
        MemoryBudget.Slot inflatedSlot = memory.slot();
        ResponseBody inflated = new ResponseBody(inflatedSlot, kind.bytes());
        vertx.executeBlocking(
                        () -> {
                            inflated.inflate(packed.whole(), gzip);
                            return inflated.whole();
                        },
                        false)
                .onComplete(made -> {
                    inflatedSlot.set(0);
                    if (made.succeeded()) {
                        slot.set(made.result().length);
                        finish(null, new FetchSession.Body(at, made.result()));
                    } else if (made.cause() instanceof ResponseBody.Refused e) {
                        finish(refused(e), null);
                    } else {
                        OutOfMemory.check(made.cause());
                        fail("cannot be inflated: "
                                + Printable.text(String.valueOf(made.cause().getMessage())));
                    }
                });
    }

    /** For how long no byte has come, milliseconds. */
    long quietMs() {
        return (System.nanoTime() - lastByteNanos) / 1_000_000;
    }

    private void watch(long waitMs) {
        idleTimer = vertx.setTimer(Math.max(1, waitMs), id -> {
            long quietMs = quietMs();
            if (quietMs >= kind.idleMs()) {
                fail("silent for " + quietMs + " ms");
            } else {
                watch(kind.idleMs() - quietMs);
            }
        });
    }

    private void fail(Throwable e) {
        OutOfMemory.check(e);
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        fail(Printable.redacted(message));
    }

    private void fail(String reason) {
        String detail = what() + ": " + reason;
        finish(
                answered ? InputException.refused(detail) : new InputException(RunStatus.Cause.UNREACHABLE, detail),
                null);
    }

    private String what() {
        return kind.name() + " " + at;
    }

    private void finish(InputException failure, FetchSession.Body body) {
        if (done) {
            return;
        }
        done = true;
        if (failure != null) {
            slot.set(0);
        }
        vertx.cancelTimer(wholeTimer);
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
