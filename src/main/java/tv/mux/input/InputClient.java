package tv.mux.input;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.TimeUnit;
import tv.mux.config.Config;

/** The HTTP client that inputs are read with: one for all readers, so that they share its connections and its rules. */
public final class InputClient {
    private static final int CONNECTIONS_PER_HOST = 8;
    private static final int WAITING_PER_HOST = 64;
    private static final int NAME_THREADS = 4;
    private static final int IDLE_CONNECTION_SECONDS = 30;

    private final Vertx vertx;
    private final HttpClient http;
    private final WorkerExecutor names;
    private final AddressRule rule;
    private final Limits limits;
    private final boolean transcodes;

    /**
     * With the settings of INPUT_ALLOW.
     *
     * @throws tv.mux.config.ConfigException when an entry of it is not allowed
     */
    public InputClient(Vertx vertx, Config.Input settings) {
        this(vertx, settings, new HttpClientOptions(), Limits.SERVICE);
    }

    InputClient(Vertx vertx, Config.Input settings, HttpClientOptions options, Limits limits) {
        this.vertx = vertx;
        this.limits = limits;
        this.transcodes = settings.unfit() == Config.Unfit.TRANSCODE;
        this.rule = new AddressRule(settings.allow());
        this.names = vertx.createSharedWorkerExecutor("input-names", NAME_THREADS);
        this.http = vertx.createHttpClient(
                new HttpClientOptions(options)
                        .setName("input")
                        .setConnectTimeout((int) limits.connect().toMillis())
                        .setIdleTimeout(IDLE_CONNECTION_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .setDecompressionSupported(true),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_HOST).setMaxWaitQueueSize(WAITING_PER_HOST));
    }

    /** The requests of one reader, whose head is given. */
    Session session(Url head) {
        return new Session(
                vertx, http, new Resolver(names, rule, head, limits.name().toMillis()), head, limits);
    }

    /** Whether media that players cannot show may be read, for it is transcoded. */
    boolean transcodes() {
        return transcodes;
    }

    /** The bounds its readers keep to. */
    Limits limits() {
        return limits;
    }

    /** Closes all connections; what is being fetched fails. */
    public Future<Void> close() {
        return Future.all(http.close(), names.close()).mapEmpty();
    }
}
