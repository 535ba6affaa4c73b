package tv.mux.icecast;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.common.Backoff;
import tv.mux.config.Config;
import tv.mux.text.Redaction;

/** Tells the server the title of what its listeners hear; only the latest counts. Lives on one context. */
final class TitleUpdates {
    private static final Logger LOG = LoggerFactory.getLogger(TitleUpdates.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(300), Duration.ofSeconds(15));
    private static final long TIMEOUT_MS = 5_000;

    private final Vertx vertx;
    private final Config.Icecast icecast;
    private final IcecastMetrics metrics;
    private final HttpClient client;
    private String wanted = "";
    private String told = "";
    private boolean open;
    private boolean busy;
    private int failures;

    TitleUpdates(Vertx vertx, Config.Icecast icecast, IcecastMetrics metrics) {
        this.vertx = vertx;
        this.icecast = icecast;
        this.metrics = metrics;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout((int) TIMEOUT_MS)
                        .setKeepAlive(false)
                        .setDecompressionSupported(false),
                new PoolOptions().setHttp1MaxSize(1));
    }

    /** The mount is ours, and has no title yet. */
    void opened() {
        open = true;
        told = "";
        tell();
    }

    /** The mount is lost. */
    void closed() {
        open = false;
    }

    /** This is what listeners hear from now on. */
    void show(String title) {
        wanted = Redaction.title(title); // it may come from a log that release 0.3 wrote
        tell();
    }

    private void tell() {
        if (!open || busy || wanted.equals(told)) {
            return;
        }
        busy = true;
        String title = wanted;
        request(title)
                .onSuccess(done -> {
                    told = title;
                    failures = 0;
                    metrics.title(true);
                    done(0);
                })
                .onFailure(e -> {
                    failures++;
                    metrics.title(false);
                    if (failures == 1) {
                        LOG.warn("Icecast does not take the title: {}; it is tried again", e.getMessage());
                    }
                    done(BACKOFF.delayMs(failures, ThreadLocalRandom.current()));
                });
    }

    private void done(long delayMs) {
        if (delayMs == 0) {
            busy = false;
            tell();
        } else {
            vertx.setTimer(delayMs, id -> done(0));
        }
    }

    private Future<?> request(String title) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(icecast.host())
                .setPort(icecast.port())
                .setURI(SourceRequest.titlePath(icecast.mount(), title))
                .putHeader("Authorization", SourceRequest.authorization(icecast))
                .putHeader("User-Agent", "mux");
        return client.request(options)
                .compose(request -> request.send())
                .compose(response -> response.body().map(body -> response.statusCode()))
                .timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .compose(status ->
                        status == 200 ? Future.succeededFuture() : Future.failedFuture("it answers " + status));
    }

    /** Tells no more. */
    Future<?> stop() {
        open = false;
        return client.close();
    }
}
