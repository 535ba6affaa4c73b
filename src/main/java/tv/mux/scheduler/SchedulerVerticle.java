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

/** Hears the scheduler's events, for ever, and publishes what it wants on air to {@link Addresses#PLAYHEAD}. */
public final class SchedulerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerVerticle.class);
    /** A connection that lives this long is well, whatever ends it. */
    private static final long WELL_MS = 10_000;

    private final Config.Api api;
    private final String shownUrl;
    private final SchedulerMetrics metrics;
    private final PlayheadEvents events;
    private final ReconnectDelay retries = new ReconnectDelay(RandomGenerator.getDefault());
    private final Repeats repeats = new Repeats();

    private Bus bus;
    private HttpClient client;
    private EventConnection connection;
    private String lastEventId = "";
    private Playhead last;
    private boolean isOpen;
    private long since = System.currentTimeMillis();
    private String why = "";
    private long wellTimer = -1;
    private long retryTimer = -1;

    /** With the scheduler's settings, and where to count. */
    public SchedulerVerticle(Config.Api api, MeterRegistry meters) {
        this.api = api;
        this.shownUrl = Redaction.url(api.events().toString());
        this.metrics = new SchedulerMetrics(meters);
        this.events = new PlayheadEvents(api, metrics, InstantSource.system());
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) EventRequest.CONNECT.toMillis())
                .setKeepAlive(false));
        bus.serve(Addresses.HEARD, asked -> Future.succeededFuture(new LastPlayhead(last)));
        connect();
        // That the scheduler is away is no reason not to start.
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        vertx.cancelTimer(retryTimer);
        vertx.cancelTimer(wellTimer);
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
                EventConnection.ANSWER,
                this::opened,
                bytes -> heard(parser, bytes),
                this::lost);
        connection.open();
    }

    private void opened() {
        isOpen = true;
        since = System.currentTimeMillis();
        why = "";
        metrics.connected();
        tellState();
        // Of a scheduler that comes and goes not every coming is told, but that it has come to stay is.
        boolean told = repeats.count("connected", MonotonicClock.nowMs()) > 0;
        if (told) {
            tellConnected();
        }
        wellTimer = vertx.setTimer(WELL_MS, id -> {
            retries.reset();
            repeats.reset();
            if (!told) {
                tellConnected();
            }
        });
    }

    private void tellConnected() {
        LOG.info("Connected to the scheduler at {}", shownUrl);
    }

    private void heard(SseParser parser, byte[] bytes) {
        List<SseItem> items = parser.feed(bytes);
        lastEventId = parser.lastEventId();
        for (SseItem item : items) {
            if (item instanceof SseItem.Retry retry) {
                retries.base(retry.ms());
            } else if (item instanceof SseItem.Event) {
                retries.reset();
            }
        }
        events.last(items).ifPresent(playhead -> {
            LOG.debug("Heard of the playhead {} ({})", Redaction.url(playhead.head()), playhead.name());
            last = playhead;
            bus.publish(Addresses.PLAYHEAD, playhead);
        });
        if (!items.isEmpty()) {
            tellState();
        }
    }

    private void tellState() {
        bus.publish(
                Addresses.PLAYHEAD_STATE,
                new SchedulerStatus(isOpen, since, why, events.refused(), events.refusedAt()));
    }

    private void lost(ConnectionLoss loss) {
        vertx.cancelTimer(wellTimer);
        metrics.lost(loss.kind());
        long delayMs = Math.max(1, retries.failed(loss.kind() == ConnectionLoss.Kind.NO_CONTENT));
        retryTimer = vertx.setTimer(delayMs, id -> connect());
        int count = repeats.count(loss.cause(), MonotonicClock.nowMs());
        if (count > 0) {
            LOG.warn(
                    "{} the scheduler at {}: {}{}; next try in {} ms",
                    isOpen ? "Lost" : "Cannot reach",
                    shownUrl,
                    loss.cause(),
                    count > 1 ? " (" + count + " times by now)" : "",
                    delayMs);
        }
        if (isOpen) {
            since = System.currentTimeMillis();
        }
        isOpen = false;
        why = loss.cause();
        tellState();
    }
}
