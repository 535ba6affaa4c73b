package tv.mux.edge;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import tv.mux.bus.Segment;

/**
 * Another node, asked over HTTP.
 *
 * @param url where it serves others
 */
record Node(String url) {
    /** What a node may take to answer at all: a machine that is stopped still takes connections. */
    private static final long ANSWER_MS = 700;

    /** What a body may take. */
    private static final long BODY_MS = 8_000;

    /** Where a node serves a segment of a rendition. */
    static String path(Segment segment, int rendition) {
        return "/segments/" + rendition + "/" + segment.file();
    }

    /** Fetches a path; fails when that takes too long, or the answer is another one than 200. */
    Future<Buffer> get(HttpClient client, String path, long mostBytes) {
        return client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(url + path)
                        .setConnectTimeout(ANSWER_MS)
                        .setIdleTimeout(BODY_MS))
                .compose(request -> request.send().timeout(ANSWER_MS, TimeUnit.MILLISECONDS))
                .compose(response -> {
                    String length = response.getHeader("Content-Length");
                    if (response.statusCode() != 200) {
                        return Future.failedFuture(new IOException("it answers " + response.statusCode()));
                    }
                    if (length == null || length.length() > 12 || Long.parseLong(length) > mostBytes) {
                        response.request().reset();
                        return Future.failedFuture(
                                new IOException("it has " + length + " bytes for at most " + mostBytes));
                    }
                    return response.body()
                            .timeout(BODY_MS, TimeUnit.MILLISECONDS)
                            .onFailure(e -> response.request().connection().close());
                });
    }

    /** Posts a body; fails when no 204 comes in time. */
    Future<Void> post(HttpClient client, String path, Buffer body, long limitMs) {
        return client.request(new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setAbsoluteURI(url + path)
                        .setConnectTimeout(limitMs)
                        .setTimeout(limitMs))
                .compose(request -> request.send(body))
                .compose(response -> response.statusCode() == 204
                        ? Future.succeededFuture()
                        : Future.failedFuture(new IOException("it answers " + response.statusCode())));
    }
}
