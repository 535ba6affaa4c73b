package tv.mux.audit;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tv.mux.demo.DemoServer;
import tv.mux.demo.Fault;
import tv.mux.demo.Spec;

/**
 * Live inputs and a scheduler for integration tests of Mux, with a {@link FrameBook} that knows every picture of the
 * inputs.
 */
public final class Farm implements AutoCloseable {
    private static final long START_TIMEOUT_S = 40;
    private static final long STOP_TIMEOUT_S = 10;

    private final DemoServer server;
    private final FrameBook book;

    private Farm(DemoServer server, FrameBook book) {
        this.server = server;
        this.book = book;
    }

    /** Starts the inputs and a scheduler without an event yet. Returns when every input has a full playlist. */
    public static Farm start(Vertx vertx, Spec... specs) {
        return start(vertx, DemoServer.LOOPBACK, specs);
    }

    /** Like {@link #start(Vertx, Spec...)}, on another address of this machine. */
    public static Farm start(Vertx vertx, String host, Spec... specs) {
        FrameBook book = new FrameBook();
        DemoServer server = new DemoServer(
                vertx,
                "ffmpeg",
                host,
                List.of(specs),
                (name, segment) -> book.record(name, segment.data().getBytes()));
        await(() -> server.start().await(START_TIMEOUT_S, TimeUnit.SECONDS));
        return new Farm(server, book);
    }

    /** The scheduler's base address, for {@code API_URL}. */
    public String apiUrl() {
        return server.apiUrl();
    }

    /** The address of an input's playlist. */
    public String head(String name) {
        return server.head(name);
    }

    /** Sends a scheduler event that puts an input on air. */
    public void move(String name) {
        server.move(name);
    }

    /** Sends a scheduler event that puts any address on air. */
    public void move(String head, String name) {
        server.move(head, name);
    }

    /** Injects a fault into an input, or repairs the input with {@link Fault#NONE}. */
    public void fault(String name, Fault fault) {
        server.fault(name, fault);
    }

    /** The pictures of all inputs. */
    public FrameBook book() {
        return book;
    }

    /** The HTTP server, to which a test can add routes. */
    public DemoServer server() {
        return server;
    }

    @Override
    public void close() {
        await(() -> server.stop().await(STOP_TIMEOUT_S, TimeUnit.SECONDS));
    }

    private interface TimedCall {
        void run() throws TimeoutException;
    }

    private static void await(TimedCall call) {
        try {
            call.run();
        } catch (TimeoutException e) {
            throw new IllegalStateException("the inputs did not start or stop in time", e);
        }
    }
}
