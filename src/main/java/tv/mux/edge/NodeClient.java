package tv.mux.edge;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tv.mux.auth.RequestSigner;

/** HTTP client for requests to other nodes. Signs the requests if the cluster has a secret. */
public final class NodeClient {
    /** Time limit for the head of a GET response. A suspended machine still accepts connections but never responds. */
    private static final long ANSWER_MS = 700;

    /** Time limit for the body of a GET response. */
    private static final long BODY_MS = 8_000;

    private static final int UNAUTHORIZED = 401;

    private final HttpClient client;
    private final Optional<RequestSigner> signer;

    /**
     * Sends requests with an HTTP client.
     *
     * @param signer signs the requests; empty if the cluster has no secret
     */
    public NodeClient(HttpClient client, Optional<RequestSigner> signer) {
        this.client = client;
        this.signer = signer;
    }

    /**
     * Fetches a path. Fails if the response is late, is not a 200, has no Content-Length, or is too long.
     *
     * @param url base URL of the node
     * @param mostBytes limit of the body
     */
    Future<Buffer> get(String url, String path, long mostBytes) {
        return send(HttpMethod.GET, url, path, Buffer.buffer(), ANSWER_MS).compose(response -> {
            String length = response.getHeader("Content-Length");
            if (response.statusCode() != 200) {
                return Future.failedFuture(new IOException("it answers " + response.statusCode()));
            }
            if (length == null || length.length() > 12 || Long.parseLong(length) > mostBytes) {
                response.request().reset();
                return Future.failedFuture(new IOException("Content-Length=" + length + ", limit " + mostBytes));
            }
            return response.body()
                    .timeout(BODY_MS, TimeUnit.MILLISECONDS)
                    .onFailure(e -> response.request().connection().close());
        });
    }

    /**
     * Posts a body. Fails if no 204 arrives within the time limit.
     *
     * @param url base URL of the node
     */
    Future<Void> post(String url, String path, Buffer body, long limitMs) {
        return send(HttpMethod.POST, url, path, body, limitMs)
                .timeout(limitMs, TimeUnit.MILLISECONDS)
                .compose(response -> response.statusCode() == 204
                        ? Future.succeededFuture()
                        : Future.failedFuture(new IOException("it answers " + response.statusCode())));
    }

    /** Sends a request. Repeats the request once if the node responds with 401 and a new challenge. */
    private Future<HttpClientResponse> send(HttpMethod method, String url, String path, Buffer body, long limitMs) {
        return sendOnce(method, url, path, body, limitMs).compose(response -> {
            boolean again = response.statusCode() == UNAUTHORIZED
                    && signer.isPresent()
                    && signer.get().challenged(url, response.getHeader("WWW-Authenticate"));
            return again ? sendOnce(method, url, path, body, limitMs) : Future.succeededFuture(response);
        });
    }

    private Future<HttpClientResponse> sendOnce(HttpMethod method, String url, String path, Buffer body, long limitMs) {
        RequestOptions options = new RequestOptions().setMethod(method).setConnectTimeout(limitMs);
        if (method.equals(HttpMethod.GET)) {
            options.setIdleTimeout(BODY_MS);
        } else {
            options.setTimeout(limitMs);
        }
        signer.ifPresent(
                by -> options.putHeader("Authorization", by.authorization(url, method.name(), path, body.getBytes())));
        // An invalid URL throws. Compose turns that into a failed future, like every other error.
        return Future.succeededFuture()
                .compose(v -> client.request(options.setAbsoluteURI(url + path)))
                .compose(request -> (body.length() == 0 ? request.send() : request.send(body))
                        .timeout(limitMs, TimeUnit.MILLISECONDS))
                .onSuccess(response ->
                        signer.ifPresent(by -> by.challenged(url, response.getHeader("Authentication-Info"))));
    }
}
