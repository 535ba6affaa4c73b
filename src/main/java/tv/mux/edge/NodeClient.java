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

/** Asks other nodes over HTTP; requests are signed where the cluster has a secret. */
public final class NodeClient {
    /** What a node may take to answer at all: a machine that is stopped still takes connections. */
    private static final long ANSWER_MS = 700;

    /** What a body may take. */
    private static final long BODY_MS = 8_000;

    private static final int UNAUTHORIZED = 401;

    private final HttpClient client;
    private final Optional<RequestSigner> signer;

    /** Over a client. */
    public NodeClient(HttpClient client, Optional<RequestSigner> signer) {
        this.client = client;
        this.signer = signer;
    }

    /**
     * Fetches a path; fails when that takes too long, or the answer is another one than 200.
     *
     * @param url where the node serves others
     */
    Future<Buffer> get(String url, String path, long mostBytes) {
        return send(HttpMethod.GET, url, path, Buffer.buffer(), ANSWER_MS).compose(response -> {
            String length = response.getHeader("Content-Length");
            if (response.statusCode() != 200) {
                return Future.failedFuture(new IOException("it answers " + response.statusCode()));
            }
            if (length == null || length.length() > 12 || Long.parseLong(length) > mostBytes) {
                response.request().reset();
                return Future.failedFuture(new IOException("it has " + length + " bytes for at most " + mostBytes));
            }
            return response.body()
                    .timeout(BODY_MS, TimeUnit.MILLISECONDS)
                    .onFailure(e -> response.request().connection().close());
        });
    }

    /**
     * Posts a body; fails when no 204 comes in time.
     *
     * @param url where the node serves others
     */
    Future<Void> post(String url, String path, Buffer body, long limitMs) {
        return send(HttpMethod.POST, url, path, body, limitMs)
                .timeout(limitMs, TimeUnit.MILLISECONDS)
                .compose(response -> response.statusCode() == 204
                        ? Future.succeededFuture()
                        : Future.failedFuture(new IOException("it answers " + response.statusCode())));
    }

    /** A node that gives a new challenge is asked once more. */
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
        // An address that cannot be asked is a failure like any other.
        return Future.succeededFuture()
                .compose(v -> client.request(options.setAbsoluteURI(url + path)))
                .compose(request -> (body.length() == 0 ? request.send() : request.send(body))
                        .timeout(limitMs, TimeUnit.MILLISECONDS))
                .onSuccess(response ->
                        signer.ifPresent(by -> by.challenged(url, response.getHeader("Authentication-Info"))));
    }
}
