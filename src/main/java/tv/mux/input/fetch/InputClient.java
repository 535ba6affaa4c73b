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
    public final FetchLimits limits;
    private final ParserPool parsing;
    private final MemoryBudget memory;
    private final PublicHosts publicHosts = new PublicHosts();
    public final boolean transcodes;

    /**
     * Creates a client with the settings for inputs.
     *
     * @throws tv.mux.config.ConfigException when an entry of INPUT_ALLOW is not allowed
     */
    public InputClient(Vertx vertx, Config.Input settings, MeterRegistry meters) {
        this(vertx, settings, new HttpClientOptions(), FetchLimits.SERVICE, meters);
    }

    public InputClient(
            Vertx vertx, Config.Input settings, HttpClientOptions options, FetchLimits limits, MeterRegistry meters) {
        this.vertx = vertx;
        this.memory = new MemoryBudget(settings.memory(), meters);
        this.limits = limits.within(
                memory.segment(limits.segmentBytes()), PlaylistBounds.withEntries(settings.playlistEntries()));
        this.parsing = new ParserPool(vertx, limits.parse().toMillis(), meters);
        this.transcodes = settings.unfit() == Config.Unfit.TRANSCODE;
        this.rule = new AddressRule(settings.allow());
        this.names = vertx.createSharedWorkerExecutor("input-names", NAME_THREADS);
        this.http = vertx.createHttpClient(
                new HttpClientOptions(options)
                        .setName("input")
                        .setConnectTimeout((int) limits.connect().toMillis())
                        .setIdleTimeout(IDLE_CONNECTION_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_HOST).setMaxWaitQueueSize(WAITING_PER_HOST));
    }

    /** Opens a memory account for one input. */
    public MemoryBudget.Account account() {
        return memory.account();
    }

    /** The requests of one reader, whose head is given. */
    public FetchSession session(Url head, MemoryBudget.Account memory) {
        return new FetchSession(
                vertx,
                http,
                new Resolver(names, rule, publicHosts, head, limits.name().toMillis()),
                head,
                limits,
                parsing,
                memory);
    }

    /** Maximum size in bytes of a segment, of its parts and of what it is converted to. */
    public int segmentBytes() {
        return limits.segmentBytes();
    }

    /** Whether media that players cannot show may be read, for it is transcoded. */
    public boolean transcodes() {
        return transcodes;
    }

    /** The bounds its readers keep to. */
    public FetchLimits limits() {
        return limits;
    }

    /** Closes all connections; what is being fetched fails. */
    public Future<Void> close() {
        memory.close();
        return Future.all(http.close(), names.close(), parsing.close()).mapEmpty();
    }
}
