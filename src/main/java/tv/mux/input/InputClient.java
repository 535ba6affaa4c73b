package tv.mux.input;

import io.micrometer.core.instrument.MeterRegistry;
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
    private final Parsing parsing;
    private final InputMemory memory;
    private final PublicHosts publicHosts = new PublicHosts();
    private final boolean transcodes;

    /**
     * Creates a client with the settings for inputs.
     *
     * @throws tv.mux.config.ConfigException when an entry of INPUT_ALLOW is not allowed
     */
    public InputClient(Vertx vertx, Config.Input settings, MeterRegistry meters) {
        this(vertx, settings, new HttpClientOptions(), Limits.SERVICE, meters);
    }

    InputClient(Vertx vertx, Config.Input settings, HttpClientOptions options, Limits limits, MeterRegistry meters) {
        this.vertx = vertx;
        this.memory = new InputMemory(settings.memory(), meters);
        this.limits =
                limits.within(memory.segment(limits.segmentBytes()), Bounds.withEntries(settings.playlistEntries()));
        this.parsing = new Parsing(vertx, limits.parse().toMillis(), meters);
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
    InputMemory.Account account() {
        return memory.account();
    }

    /** The requests of one reader, whose head is given. */
    Session session(Url head, InputMemory.Account memory) {
        return new Session(
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
    boolean transcodes() {
        return transcodes;
    }

    /** The bounds its readers keep to. */
    Limits limits() {
        return limits;
    }

    /** Closes all connections; what is being fetched fails. */
    public Future<Void> close() {
        memory.close();
        return Future.all(http.close(), names.close(), parsing.close()).mapEmpty();
    }
}
