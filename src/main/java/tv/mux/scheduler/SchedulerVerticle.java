package tv.mux.scheduler;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.common.MonotonicClock;
import tv.mux.common.Repeats;
import tv.mux.config.Config;
import tv.mux.model.LastPlayhead;
import tv.mux.model.Playhead;
import tv.mux.status.SchedulerStatus;
import tv.mux.text.Redaction;

/**
 * Follows the scheduler's event stream, reconnects for ever, and publishes each playhead to {@link Addresses#PLAYHEAD}.
 */
public final class SchedulerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerVerticle.class);
    /** A connection that lasts this long counts as a success. */
    private static final long STABLE_MS = 10_000;

    private final Config.Api api;
    private final String redactedUrl;
    private final SchedulerMetrics metrics;
    private final PlayheadEvents events;
    private final ReconnectDelay reconnectDelay = new ReconnectDelay(RandomGenerator.getDefault());
    private final Repeats repeats = new Repeats();

    private Bus bus;
    private HttpClient client;
    private EventConnection connection;
    private String lastEventId = "";
    private Playhead last;
    private boolean open;
    private long since = System.currentTimeMillis();
    private String lossDetail = "";
    private long stableTimer = -1;
    private long reconnectTimer = -1;

    public SchedulerVerticle(Config.Api api, MeterRegistry meters) {
        this.api = api;
        this.redactedUrl = Redaction.url(api.events().toString());
        this.metrics = new SchedulerMetrics(meters);
        this.events = new PlayheadEvents(api, metrics, InstantSource.system());
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) EventRequest.CLIENT_CONNECT_TIMEOUT.toMillis())
                .setKeepAlive(false));
        bus.serve(Addresses.LAST_PLAYHEAD, asked -> Future.succeededFuture(new LastPlayhead(last)));
        connect();
        // An unreachable scheduler does not prevent the start.
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        vertx.cancelTimer(reconnectTimer);
        vertx.cancelTimer(stableTimer);
        connection.close();
        metrics.close();
        return client.close();
    }

    private void connect() {
        SseParser parser = new SseParser(lastEventId);
        connection = new EventConnection(
                vertx,
                client,
                api,
                lastEventId,
                EventConnection.RESPONSE_TIMEOUT,
                this::onOpen,
                bytes -> onBytes(parser, bytes),
                this::onLoss);
        connection.open();
    }

    private void onOpen() {
        open = true;
        since = System.currentTimeMillis();
        lossDetail = "";
        metrics.connected();
        publishStatus();
        // If the connection keeps breaking, log only some of the connections, and each one that lasts.
        boolean logged = repeats.count("connected", MonotonicClock.nowMs()) > 0;
        if (logged) {
            logConnected();
        }
        stableTimer = vertx.setTimer(STABLE_MS, id -> {
            reconnectDelay.reset();
            repeats.reset();
            if (!logged) {
                logConnected();
            }
        });
    }

    private void logConnected() {
        LOG.info("Connected to the scheduler at {}", redactedUrl);
    }

    private void onBytes(SseParser parser, byte[] bytes) {
        List<SseItem> items = parser.feed(bytes);
        lastEventId = parser.lastEventId();
        for (SseItem item : items) {
            if (item instanceof SseItem.Retry retry) {
                reconnectDelay.setBase(retry.ms());
            } else if (item instanceof SseItem.Event) {
                reconnectDelay.reset();
            }
        }
        events.latest(items).ifPresent(playhead -> {
            LOG.debug("Received the playhead {} ({})", Redaction.url(playhead.head()), playhead.name());
            last = playhead;
            bus.publish(Addresses.PLAYHEAD, playhead);
        });
        if (!items.isEmpty()) {
            publishStatus();
        }
    }

    private void publishStatus() {
        bus.publish(
                Addresses.PLAYHEAD_STATE,
                new SchedulerStatus(open, since, lossDetail, events.refused(), events.refusedAt()));
    }

    private void onLoss(ConnectionLoss loss) {
        vertx.cancelTimer(stableTimer);
        metrics.lost(loss.reason());
        long delayMs = Math.max(1, reconnectDelay.failed(loss.reason() == ConnectionLoss.Reason.NO_CONTENT));
        reconnectTimer = vertx.setTimer(delayMs, id -> connect());
        int count = repeats.count(loss.detail(), MonotonicClock.nowMs());
        if (count > 0) {
            LOG.warn(
                    "{} the scheduler at {}: {}{}; next try in {} ms",
                    open ? "Lost" : "Cannot reach",
                    redactedUrl,
                    loss.detail(),
                    Repeats.suffix(count),
                    delayMs);
        }
        if (open) {
            since = System.currentTimeMillis();
        }
        open = false;
        lossDetail = loss.detail();
        publishStatus();
    }
}
