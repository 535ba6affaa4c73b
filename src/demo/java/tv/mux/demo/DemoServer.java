package tv.mux.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;

/** An HTTP server with synthetic inputs ({@code /NAME/stream.m3u8}) and their scheduler ({@code /events}). */
public final class DemoServer {
    /** The default address, which only this machine can reach. */
    public static final String LOOPBACK = "127.0.0.1";

    private final Map<String, LiveInput> inputs = new LinkedHashMap<>();
    private final Map<String, InputRoute> routes = new LinkedHashMap<>();
    private final Scheduler scheduler;
    private final Router router;
    private final HttpServer server;
    private final String host;

    /** Creates a server on loopback, whose inputs are encoded by {@code ffmpeg} on the PATH. */
    public DemoServer(Vertx vertx, List<Spec> specs) {
        this(vertx, "ffmpeg", LOOPBACK, specs, (name, segment) -> {});
    }

    /**
     * Creates a server.
     *
     * @param ffmpeg path or name of the FFmpeg command
     * @param host the address to listen on; the port is any free port
     * @param recorder gets the input's name and each segment before the playlist lists it, on a thread of the input
     */
    public DemoServer(
            Vertx vertx, String ffmpeg, String host, List<Spec> specs, BiConsumer<String, LiveSegment> recorder) {
        this.host = host;
        this.scheduler = new Scheduler(vertx);
        this.router = Router.router(vertx);
        this.server = vertx.createHttpServer().requestHandler(router);
        router.get("/events").handler(scheduler);
        for (Spec spec : specs) {
            String name = spec.name();
            LiveInput input = new LiveInput(vertx, ffmpeg, spec, segment -> recorder.accept(name, segment));
            InputRoute route = new InputRoute(vertx, input);
            inputs.put(name, input);
            routes.put(name, route);
            router.get("/" + name + "/*").handler(route);
        }
    }

    /** Starts the server and all inputs. Completes when each input has a full playlist. */
    public Future<DemoServer> start() {
        return server.listen(0, host)
                .compose(listening -> {
                    List<Future<Void>> starting = new ArrayList<>();
                    inputs.values().forEach(input -> starting.add(input.start()));
                    return Future.all(starting);
                })
                .map(this)
                .recover(e -> stop().transform(stopped -> Future.failedFuture(e)));
    }

    /** Stops the inputs and closes all connections, including those that hang because of a fault. */
    public Future<Void> stop() {
        scheduler.close();
        List<Future<Void>> stopping = new ArrayList<>();
        inputs.values().forEach(input -> stopping.add(input.stop()));
        stopping.add(server.close());
        return Future.join(stopping).mapEmpty();
    }

    /** The port, after the start. */
    public int port() {
        return server.actualPort();
    }

    /** The value for {@code API_URL}. */
    public String apiUrl() {
        return "http://" + host + ":" + port();
    }

    /** The URL of an input's playlist. */
    public String head(String name) {
        return apiUrl() + "/" + known(inputs, name).spec().name() + "/stream.m3u8";
    }

    public List<String> names() {
        return List.copyOf(inputs.keySet());
    }

    /** Makes the scheduler put an input on air. */
    public void move(String name) {
        move(head(name), name);
    }

    /** Makes the scheduler put any URL on air under a name. */
    public void move(String head, String name) {
        scheduler.move(head, name);
    }

    /** Injects a fault into an input. {@link Fault#NONE} ends the fault. */
    public void fault(String name, Fault fault) {
        known(routes, name).fault(fault);
    }

    /** The router of the server, to which a test can add routes. */
    public Router router() {
        return router;
    }

    private static <T> T known(Map<String, T> all, String name) {
        T found = all.get(name);
        if (found == null) {
            throw new NoSuchElementException("there is no demo input " + name + "; the inputs are " + all.keySet());
        }
        return found;
    }
}
