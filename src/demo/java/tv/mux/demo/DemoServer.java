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

/**
 * Synthetic inputs and their scheduler behind one HTTP server: {@code /NAME/stream.m3u8} and {@code /events}.
 */
public final class DemoServer {
    /** Where it listens, unless told otherwise: for this machine only. */
    public static final String LOOPBACK = "127.0.0.1";

    private final Map<String, LiveInput> inputs = new LinkedHashMap<>();
    private final Map<String, InputRoute> routes = new LinkedHashMap<>();
    private final Scheduler scheduler;
    private final Router router;
    private final HttpServer server;
    private final String host;

    /** Inputs encoded by the {@code ffmpeg} of the path, on a port the system gives. */
    public DemoServer(Vertx vertx, List<Spec> specs) {
        this(vertx, "ffmpeg", LOOPBACK, specs, (name, segment) -> {});
    }

    /**
     * A server.
     *
     * @param ffmpeg the FFmpeg to run
     * @param host the address to listen on; the port is one the system gives
     * @param recorder gets every segment with its input's name before it is listed, on a thread of that input's own
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

    /** Listens, and begins all inputs; done when every one has a full playlist. */
    public Future<DemoServer> start() {
        return server.listen(0, host)
                .compose(listening -> {
                    List<Future<Void>> starts = new ArrayList<>();
                    inputs.values().forEach(input -> starts.add(input.start()));
                    return Future.all(starts);
                })
                .map(this)
                .recover(e -> stop().transform(stopped -> Future.failedFuture(e)));
    }

    /** Ends the inputs and all connections, also those that hang. */
    public Future<Void> stop() {
        scheduler.close();
        List<Future<Void>> stops = new ArrayList<>();
        inputs.values().forEach(input -> stops.add(input.stop()));
        stops.add(server.close());
        return Future.join(stops).mapEmpty();
    }

    /** Where it listens, once it has started. */
    public int port() {
        return server.actualPort();
    }

    /** The base address, as {@code API_URL} wants it. */
    public String apiUrl() {
        return "http://" + host + ":" + port();
    }

    /** The address of an input's playlist. */
    public String head(String name) {
        return apiUrl() + "/" + known(inputs, name).spec().name() + "/stream.m3u8";
    }

    /** The names of the inputs, in their order. */
    public List<String> names() {
        return List.copyOf(inputs.keySet());
    }

    /** Has the scheduler put an input on air. */
    public void move(String name) {
        move(head(name), name);
    }

    /** Has the scheduler put any address on air, under this name. */
    public void move(String head, String name) {
        scheduler.move(head, name);
    }

    /** Breaks an input, or mends it. */
    public void fault(String name, Fault fault) {
        known(routes, name).fault(fault);
    }

    /** For more routes beside the inputs. */
    public Router router() {
        return router;
    }

    private static <T> T known(Map<String, T> all, String name) {
        T found = all.get(name);
        if (found == null) {
            throw new NoSuchElementException("no demo input " + name + ", there are " + all.keySet());
        }
        return found;
    }
}
