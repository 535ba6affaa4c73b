package tv.mux.edge;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpResponseHead;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.codec.BodyCodec;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import tv.mux.auth.RequestSigner;

/** HTTP client for requests to other nodes. Signs the requests if the cluster has a secret. */
public final class NodeClient {
    /** Time limit for the head of a GET response. A suspended machine still accepts connections but never responds. */
    private static final long HEAD_MS = 700;

    /** Time limit for the body of a GET response. */
    private static final long BODY_MS = 8_000;

    private static final int MAX_LENGTH_DIGITS = 12;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int UNAUTHORIZED = 401;

    /**
     * Downloads bodies. WebClient completes a response only when it has buffered the whole body. It can therefore
     * neither refuse a body by its Content-Length nor limit the time for the head alone.
     */
    private final HttpClient downloads;

    /** Sends the requests whose response has a status and no body. */
    private final WebClient webClient;

    private final Optional<RequestSigner> signer;
    private final long headMs;

    /**
     * Creates a client that uses the connections of an HTTP client.
     *
     * @param signer signs the requests; empty if the cluster has no secret
     */
    public NodeClient(HttpClient client, Optional<RequestSigner> signer) {
        this(client, signer, HEAD_MS);
    }

    /**
     * Creates a client with another time limit than the default.
     *
     * @param headMs time limit for the head of a GET response
     */
    NodeClient(HttpClient client, Optional<RequestSigner> signer, long headMs) {
        this.headMs = headMs;
        this.downloads = client;
        // A redirect would send the signed request to an address that is not a node.
        this.webClient = WebClient.wrap(
                client, new WebClientOptions().setFollowRedirects(false).setUserAgentEnabled(false));
        this.signer = signer;
    }

    /**
     * Fetches a path. Fails if the response is late, is not a 200, has no Content-Length, or is too long.
     *
     * @param url base URL of the node
     * @param maxBytes limit of the body
     */
    Future<Buffer> get(String url, String path, long maxBytes) {
        Supplier<Future<RequestOptions>> options =
                () -> options(HttpMethod.GET, url, path, Buffer.buffer(), headMs, BODY_MS);
        return authorized(url, () -> options.get()
                        .compose(downloads::request)
                        .compose(HttpClientRequest::send)
                        .timeout(headMs, TimeUnit.MILLISECONDS))
                .compose(response -> {
                    String length = response.getHeader("Content-Length");
                    if (response.statusCode() != OK) {
                        return Future.failedFuture(unexpected(response));
                    }
                    if (length == null || length.length() > MAX_LENGTH_DIGITS || Long.parseLong(length) > maxBytes) {
                        response.request().reset();
                        return Future.failedFuture(
                                new IOException("Content-Length=" + length + ", limit " + maxBytes + " bytes"));
                    }
                    return response.body()
                            .timeout(BODY_MS, TimeUnit.MILLISECONDS)
                            .onFailure(e -> response.request().connection().close());
                });
    }

    /**
     * Posts a body. Fails if no 204 arrives within the time limit. Discards the body of the response.
     *
     * @param url base URL of the node
     */
    Future<Void> post(String url, String path, Buffer body, long limitMs) {
        return authorized(url, () -> options(HttpMethod.POST, url, path, body, limitMs, limitMs)
                        .compose(options -> webClient
                                .request(HttpMethod.POST, options)
                                .as(BodyCodec.none())
                                .sendBuffer(body))
                        .timeout(limitMs, TimeUnit.MILLISECONDS))
                .timeout(limitMs, TimeUnit.MILLISECONDS)
                .compose(response -> response.statusCode() == NO_CONTENT
                        ? Future.succeededFuture()
                        : Future.failedFuture(unexpected(response)));
    }

    private static IOException unexpected(HttpResponseHead response) {
        return new IOException("the node responded with status " + response.statusCode());
    }

    /** Sends a request. Repeats the request once if the node responds with 401 and a new challenge. */
    private <R extends HttpResponseHead> Future<R> authorized(String url, Supplier<Future<R>> request) {
        return once(url, request).compose(response -> {
            boolean again = response.statusCode() == UNAUTHORIZED
                    && signer.isPresent()
                    && signer.get().challenged(url, response.getHeader("WWW-Authenticate"));
            return again ? once(url, request) : Future.succeededFuture(response);
        });
    }

    private <R extends HttpResponseHead> Future<R> once(String url, Supplier<Future<R>> request) {
        return request.get()
                .onSuccess(response ->
                        signer.ifPresent(signs -> signs.challenged(url, response.getHeader("Authentication-Info"))));
    }

    /** The options of a signed request. Fails if the URL is invalid. */
    private Future<RequestOptions> options(
            HttpMethod method, String url, String path, Buffer body, long connectMs, long idleMs) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setConnectTimeout(connectMs)
                .setIdleTimeout(idleMs);
        signer.ifPresent(signs ->
                options.putHeader("Authorization", signs.authorization(url, method.name(), path, body.getBytes())));
        // An invalid URL throws. Compose turns the exception into a failed future, like every other error.
        return Future.succeededFuture().map(v -> options.setAbsoluteURI(url + path));
    }
}
