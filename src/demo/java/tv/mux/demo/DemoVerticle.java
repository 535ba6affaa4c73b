package tv.mux.demo;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the two synthetic inputs of the demo, and a scheduler that puts them on air in turn. */
public final class DemoVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(DemoVerticle.class);

    /** How long an input stays on air by default. */
    public static final Duration MOVE_INTERVAL = Duration.ofSeconds(20);

    private final String ffmpeg;
    private final Duration interval;
    private DemoServer server;
    private int moves;

    /**
     * Creates the inputs and the scheduler, which start with the deployment.
     *
     * @param ffmpeg path or name of the FFmpeg command
     * @param interval how long an input stays on air
     */
    public DemoVerticle(String ffmpeg, Duration interval) {
        this.ffmpeg = ffmpeg;
        this.interval = interval;
    }

    /** The inputs of the demo. They differ in picture size, frame rate and segment duration. */
    public static List<Spec> inputs() {
        return List.of(
                Spec.of("one", 640, 360, 25),
                Spec.of("two", 1280, 720, 30).withSegments(4, 4).withWindow(4));
    }

    /** The base URL of the scheduler, after the deployment. */
    public String apiUrl() {
        return server.apiUrl();
    }

    @Override
    public Future<?> start() {
        server = new DemoServer(vertx, ffmpeg, DemoServer.LOOPBACK, inputs(), (name, segment) -> {});
        return server.start().onSuccess(started -> {
            LOG.info("demo: inputs {} and a scheduler at {}", server.names(), server.apiUrl());
            move();
            vertx.setPeriodic(interval.toMillis(), tick -> move());
        });
    }

    @Override
    public Future<?> stop() {
        return server.stop();
    }

    private void move() {
        String name = server.names().get(moves++ % server.names().size());
        LOG.info("demo: the scheduler puts {} on air", name);
        server.move(name);
    }
}
