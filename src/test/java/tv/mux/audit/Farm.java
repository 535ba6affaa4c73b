package tv.mux.audit;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tv.mux.demo.DemoServer;
import tv.mux.demo.Fault;
import tv.mux.demo.Spec;

/**
 * Live inputs, a scheduler, and a book of every picture the inputs ever showed: what an integration test of Mux needs.
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

    /** Starts inputs and a scheduler that says nothing yet; returns when every input has a full playlist. */
    public static Farm start(Vertx vertx, Spec... specs) {
        return start(vertx, DemoServer.LOOPBACK, specs);
    }

    /** The same on another address of this machine. */
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

    /** Has the scheduler put an input on air. */
    public void move(String name) {
        server.move(name);
    }

    /** Has the scheduler put any address on air, under this name. */
    public void move(String head, String name) {
        server.move(head, name);
    }

    /** Breaks an input, or mends it. */
    public void fault(String name, Fault fault) {
        server.fault(name, fault);
    }

    /** Every picture of every input. */
    public FrameBook book() {
        return book;
    }

    /** The server, for routes of a test's own. */
    public DemoServer server() {
        return server;
    }

    @Override
    public void close() {
        await(() -> server.stop().await(STOP_TIMEOUT_S, TimeUnit.SECONDS));
    }

    private interface Waiting {
        void run() throws TimeoutException;
    }

    private static void await(Waiting work) {
        try {
            work.run();
        } catch (TimeoutException e) {
            throw new IllegalStateException("the farm took too long", e);
        }
    }
}
