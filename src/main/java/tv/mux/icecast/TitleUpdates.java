package tv.mux.icecast;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.codec.BodyCodec;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.common.Backoff;
import tv.mux.common.MonotonicClock;
import tv.mux.common.Repeats;
import tv.mux.config.Config;
import tv.mux.text.Redaction;

/**
 * Sets the title of the mount with Icecast's metadata request. Sends one request at a time, always with the latest
 * title, and repeats a failed request. Runs on one context.
 */
final class TitleUpdates {
    private static final Logger LOG = LoggerFactory.getLogger(TitleUpdates.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(300), Duration.ofSeconds(15));
    private static final int TIMEOUT_MS = 5_000;

    private final Vertx vertx;
    private final Config.Icecast icecast;
    private final IcecastMetrics metrics;
    private final WebClient client;
    private final Repeats repeats = new Repeats();
    private String title = "";
    private String acceptedTitle = "";
    private boolean mounted;
    private boolean busy;
    private int failures;

    TitleUpdates(Vertx vertx, Config.Icecast icecast, IcecastMetrics metrics) {
        this.vertx = vertx;
        this.icecast = icecast;
        this.metrics = metrics;
        this.client = WebClient.create(
                vertx,
                new WebClientOptions()
                        .setUserAgent("mux")
                        // A redirect would send the password to another server.
                        .setFollowRedirects(false)
                        .setConnectTimeout(TIMEOUT_MS)
                        .setKeepAlive(false),
                new PoolOptions().setHttp1MaxSize(1));
    }

    /** The server has accepted the source connection. The mount has no title yet. */
    void mounted() {
        mounted = true;
        acceptedTitle = "";
        update();
    }

    /** The source connection is lost. */
    void unmounted() {
        mounted = false;
    }

    /** Sets the title that the mount is to have. */
    void title(String newTitle) {
        title = Redaction.title(newTitle); // an index of release 0.3 may contain an unsafe title
        update();
    }

    private void update() {
        if (!mounted || busy || title.equals(acceptedTitle)) {
            return;
        }
        busy = true;
        String sent = title;
        request(sent)
                .onSuccess(done -> {
                    acceptedTitle = sent;
                    failures = 0;
                    repeats.reset();
                    metrics.title(true);
                    done(0);
                })
                .onFailure(e -> {
                    failures++;
                    metrics.title(false);
                    if (repeats.count(e.getMessage(), MonotonicClock.nowMs()) > 0) {
                        LOG.warn(
                                "Icecast did not accept the title: {}, failure {} in a row; Mux tries again",
                                e.getMessage(),
                                failures);
                    }
                    done(BACKOFF.delayMs(failures, ThreadLocalRandom.current()));
                });
    }

    private void done(long delayMs) {
        if (delayMs == 0) {
            busy = false;
            update();
        } else {
            vertx.setTimer(delayMs, id -> done(0));
        }
    }

    private Future<?> request(String newTitle) {
        return client.get(icecast.port(), icecast.host(), SourceRequest.titlePath(icecast.mount(), newTitle))
                .putHeader("Authorization", SourceRequest.authorization(icecast))
                .timeout(TIMEOUT_MS)
                .as(BodyCodec.none())
                .send()
                // The request's own time-out restarts with every byte of the response.
                .timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .compose(response -> response.statusCode() == 200
                        ? Future.succeededFuture()
                        : Future.failedFuture("the server responded with " + response.statusCode()));
    }

    /** Sends no further title. */
    void stop() {
        mounted = false;
        client.close();
    }
}
