package tv.mux;

import ch.qos.logback.classic.LoggerContext;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.config.Config;
import tv.mux.config.ConfigException;
import tv.mux.config.DefaultFolder;
import tv.mux.config.OutOfMemory;
import tv.mux.files.FormerFolder;

/**
 * Starts the parts of this process, and stops them in reverse order after a signal or a failed start. The exit code is
 * 0 after a signal, 1 after a failed start, 2 after a wrong setting. Stopping takes at most 4 seconds per part.
 */
public final class Launcher {
    static final int WRONG_SETTING = 2;
    private static final int NOT_STARTED = 1;
    private static final int STOP_SECONDS = 4;
    private static final int START_SECONDS = 60;

    private final Map<String, String> settings;
    private final Config config;
    private final Logger log;
    private final Deque<Supplier<Future<?>>> running = new ConcurrentLinkedDeque<>();

    private Launcher(Map<String, String> settings, Config config, Logger log) {
        this.settings = settings;
        this.config = config;
        this.log = log;
    }

    /** The parts of a process. */
    interface Startup {
        void start(Launcher launcher) throws Exception;
    }

    /** Checks the settings, prepares logging and memory limits, and starts the parts. */
    static void launch(Map<String, String> environment, Startup startup) {
        Map<String, String> settings = new HashMap<>(environment);
        Config config;
        try {
            config = checked(settings);
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            System.exit(WRONG_SETTING);
            return;
        }
        configureLogging(config.logging());
        Footprint.limit();
        MemoryGuard.install();
        Canary.start();
        Logger log = LoggerFactory.getLogger(Launcher.class);
        log.info("mux {}", Main.version());
        Launcher launcher = new Launcher(settings, config, log);
        Thread hook = new Thread(launcher::stop, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            startup.start(launcher);
        } catch (Exception e) {
            OutOfMemory.check(e);
            log.error("not started: {}", message(e));
            log.debug("not started", e);
            Runtime.getRuntime().removeShutdownHook(hook);
            launcher.stopAll();
            System.exit(NOT_STARTED);
        }
    }

    private static Config checked(Map<String, String> settings) {
        Footprint.lowerSegmentMemory(settings, Footprint.maxDirectMemory());
        Config config = Config.from(settings);
        Footprint.checkSegmentMemory(
                settings.getOrDefault("SEGMENT_MEMORY", ""), config.hls().segmentMemory(), Footprint.maxDirectMemory());
        Footprint.checkInputMemory(
                settings.getOrDefault("INPUT_MEMORY", ""),
                config.input().memory(),
                Runtime.getRuntime().maxMemory());
        return config;
    }

    /** The configuration that the settings of this process give. */
    public Config config() {
        return config;
    }

    /**
     * Waits for a part to start, at most 60 seconds.
     *
     * @throws Exception the cause if the part cannot start
     */
    public <T> T await(Future<T> starting) throws Exception {
        return await(starting, START_SECONDS);
    }

    /** Registers a part that runs: {@code stop} is called when the process ends, before the parts that are older. */
    public void onStop(Supplier<Future<?>> stop) {
        running.push(stop);
    }

    /** Starts a node of the service. */
    void startNode() throws Exception {
        startNode(Map.of(), vertx -> Map.of());
    }

    /**
     * Starts a node of the service.
     *
     * @param changed settings that replace those of the process
     * @param pages gives the node's additional pages by path, see {@link Mux#start}
     * @return the address of its HTTP server, without a path
     */
    public String startNode(Map<String, String> changed, Function<Vertx, Map<String, Handler<HttpServerRequest>>> pages)
            throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(changed);
        Config node = Config.from(all);
        if (all.getOrDefault("HLS_OUTPUT_DIR", "").isBlank() && node.role() != Config.Role.EDGE) {
            node = node.withOutputDir(FormerFolder.choose(
                    node.hls().outputDir(), DefaultFolder.former(node.http().port())));
        }
        Mux mux = await(Mux.start(node, pages));
        onStop(mux::stop);
        String address = "http://" + Config.reachable(node.http());
        log.info("the output: {}/live/stream.m3u8", address);
        return address;
    }

    /** Runs after a signal: stops all parts and ends the process with code 0. */
    private void stop() {
        log.info("stopping");
        stopAll();
        log.info("stopped");
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
        Runtime.getRuntime().halt(0);
    }

    private void stopAll() {
        while (!running.isEmpty()) {
            try {
                await(running.pop().get(), STOP_SECONDS);
            } catch (Exception e) {
                log.warn("a part of the process did not stop cleanly: {}", message(e));
            }
        }
    }

    private static <T> T await(Future<T> future, int seconds) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new TimeoutException("timed out after " + seconds + " s");
        }
    }

    private static String message(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static void configureLogging(Config.Logging logging) {
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        System.setProperty("mux.log.level", logging.level().name());
        System.setProperty("mux.log.format", logging.format().name().toLowerCase(Locale.ROOT));
    }
}
