package tv.mux.input.fetch;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.TimeUnit;
import tv.mux.config.Config;
import tv.mux.input.address.AddressRule;
import tv.mux.input.address.PublicHosts;
import tv.mux.input.address.Url;
import tv.mux.input.playlist.PlaylistBounds;

/** The HTTP client for inputs. All readers share its connections, its address rules and its memory limit. */
public final class InputClient {
    private static final int CONNECTIONS_PER_HOST = 8;
    private static final int MAX_QUEUED_REQUESTS = 64;
    private static final int RESOLVER_THREADS = 4;
    private static final int IDLE_CONNECTION_SECONDS = 30;

    private final Vertx vertx;
    private final HttpClient http;
    private final WorkerExecutor resolverThreads;
    private final AddressRule rule;
    private final FetchLimits limits;
    private final ParserPool parserPool;
    private final MemoryBudget memory;
    private final PublicHosts publicHosts = new PublicHosts();
    private final boolean transcodes;

    /**
     * Creates a client with the settings for inputs.
     *
     * @throws tv.mux.config.ConfigException if an entry of INPUT_ALLOW is invalid
     */
    public InputClient(Vertx vertx, Config.Input settings, MeterRegistry meters) {
        this(vertx, settings, new HttpClientOptions(), FetchLimits.SERVICE, meters);
    }

    public InputClient(
            Vertx vertx, Config.Input settings, HttpClientOptions options, FetchLimits limits, MeterRegistry meters) {
        this.vertx = vertx;
        this.memory = new MemoryBudget(settings.memory(), meters);
        this.limits = limits.withSizes(
                memory.segmentBytes(limits.segmentBytes()), PlaylistBounds.withEntries(settings.playlistEntries()));
        this.parserPool = new ParserPool(vertx, limits.parse().toMillis(), meters);
        this.transcodes = settings.unfit() == Config.Unfit.TRANSCODE;
        this.rule = new AddressRule(settings.allow());
        this.resolverThreads = vertx.createSharedWorkerExecutor("input-names", RESOLVER_THREADS);
        this.http = vertx.createHttpClient(
                new HttpClientOptions(options)
                        .setName("input")
                        .setConnectTimeout((int) limits.connect().toMillis())
                        .setIdleTimeout(IDLE_CONNECTION_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_HOST).setMaxWaitQueueSize(MAX_QUEUED_REQUESTS));
    }

    /** Opens a memory account for one input. */
    public MemoryBudget.Account account() {
        return memory.account();
    }

    /** Creates a session for a reader of the input with this head. */
    public FetchSession session(Url head, MemoryBudget.Account memory) {
        return new FetchSession(
                vertx,
                http,
                new Resolver(
                        resolverThreads, rule, publicHosts, head, limits.name().toMillis()),
                head,
                limits,
                parserPool,
                memory);
    }

    /** Returns the maximum size in bytes of a segment, and of a segment after its conversion. */
    public int segmentBytes() {
        return limits.segmentBytes();
    }

    /** Whether Mux transcodes media that players do not support; if not, it refuses them. */
    public boolean transcodes() {
        return transcodes;
    }

    /** Returns the limits that apply to all readers. */
    public FetchLimits limits() {
        return limits;
    }

    /** Closes all connections. Requests in progress fail. */
    public Future<Void> close() {
        memory.close();
        return Future.all(http.close(), resolverThreads.close(), parserPool.close())
                .mapEmpty();
    }
}
