package tv.mux.demo;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo's world: two synthetic inputs and a scheduler that puts them on air in turn. */
public final class DemoVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(DemoVerticle.class);

    /** How long an input stays on air unless said otherwise. */
    public static final Duration EVERY = Duration.ofSeconds(20);

    private final String ffmpeg;
    private final Duration every;
    private DemoServer server;
    private int turn;

    /** With the {@code ffmpeg} of the path, and a move every 20 s. */
    public DemoVerticle() {
        this("ffmpeg", EVERY);
    }

    /**
     * A world of its own pace.
     *
     * @param ffmpeg the FFmpeg that makes the inputs
     * @param every how long an input stays on air
     */
    public DemoVerticle(String ffmpeg, Duration every) {
        this.ffmpeg = ffmpeg;
        this.every = every;
    }

    /** The inputs of the demo: of different size, frame rate and segment duration. */
    public static List<Spec> inputs() {
        return List.of(
                Spec.of("one", 640, 360, 25),
                Spec.of("two", 1280, 720, 30).withSegments(4, 4).withWindow(4));
    }

    /** The scheduler's base address, once deployed. */
    public String apiUrl() {
        return server.apiUrl();
    }

    @Override
    public Future<?> start() {
        server = new DemoServer(vertx, ffmpeg, DemoServer.LOOPBACK, inputs(), (name, segment) -> {});
        return server.start().onSuccess(started -> {
            LOG.info("demo: inputs {} and a scheduler at {}", server.names(), server.apiUrl());
            move();
            vertx.setPeriodic(every.toMillis(), tick -> move());
        });
    }

    @Override
    public Future<?> stop() {
        return server.stop();
    }

    private void move() {
        String name = server.names().get(turn++ % server.names().size());
        LOG.info("demo: the scheduler puts {} on air", name);
        server.move(name);
    }
}
