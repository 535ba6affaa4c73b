package tv.mux;

import ch.qos.logback.classic.LoggerContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.EventLoops;
import tv.mux.config.Config;
import tv.mux.config.ConfigException;
import tv.mux.config.DefaultFolder;
import tv.mux.config.OutOfMemory;
import tv.mux.demo.ClusterVerticle;
import tv.mux.demo.DemoVerticle;
import tv.mux.files.FormerFolder;
import tv.mux.files.PrivateFolder;

/** The command: reads arguments and settings, starts Mux, waits, stops it. */
public final class Main {
    private static final int STOP_SECONDS = 4;
    private static final int START_SECONDS = 60;
    private static final int WRONG_SETTING = 2;
    private static final int NOT_STARTED = 1;

    private Main() {}

    /** {@code java -jar mux.jar [demo | cluster | node | --help | --version]}. */
    public static void main(String[] arguments) {
        String argument = arguments.length == 0 ? "" : String.join(" ", arguments);
        switch (argument) {
            case "" -> run(System.getenv(), false);
            case "demo" -> run(System.getenv(), true);
            case "cluster" -> cluster();
            case "node" -> {
                run(System.getenv(), false);
                endWithInput();
            }
            case "--help", "-h" -> help(System.out);
            case "--version" -> System.out.println("mux " + version());
            default -> {
                System.err.println(
                        "mux: " + argument + " is not known: allowed are demo, cluster, node, --help and --version");
                System.exit(WRONG_SETTING);
            }
        }
    }

    private static void help(PrintStream out) {
        out.println(
                "Mux follows a scheduler over several live HLS inputs and publishes one HLS stream that never ends.");
        out.println();
        out.println("  java -jar mux.jar             the service, set by environment variables");
        out.println("  java -jar mux.jar demo        the service on two inputs and a scheduler of its own");
        out.println("  java -jar mux.jar cluster     three muxers and two edges on this machine, on the demo's inputs");
        out.println("  java -jar mux.jar node        the service, until its standard input is closed");
        out.println("  java -jar mux.jar --help      this");
        out.println("  java -jar mux.jar --version   the version");
        out.println();
        out.println("Environment variables:");
        out.println();
        out.print(Config.help());
    }

    /** The version this was built as. */
    static String version() {
        try (InputStream in = Main.class.getResourceAsStream("/mux.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(Map<String, String> environment, boolean demo) {
        Map<String, String> settings = new HashMap<>(environment);
        Footprint.fit(settings, Footprint.outsideTheHeap());
        Config config;
        try {
            config = Config.from(settings);
            Footprint.check(
                    settings.getOrDefault("SEGMENT_MEMORY", ""),
                    config.hls().segmentMemory(),
                    Footprint.outsideTheHeap());
            Footprint.checkInputs(
                    settings.getOrDefault("INPUT_MEMORY", ""),
                    config.input().memory(),
                    Runtime.getRuntime().maxMemory());
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            System.exit(WRONG_SETTING);
            return;
        }
        logging(config.logging());
        Footprint.limit();
        MemoryGuard.install();
        Canary.start();
        Logger log = LoggerFactory.getLogger(Main.class);
        log.info("mux {}", version());
        Deque<Supplier<Future<?>>> running = new ConcurrentLinkedDeque<>();
        Thread hook = new Thread(() -> stop(log, running), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            if (demo) {
                config = demo(config, settings, running);
            }
            if (settings.getOrDefault("HLS_OUTPUT_DIR", "").isBlank() && config.role() != Config.Role.EDGE) {
                config = config.withOutputDir(FormerFolder.orElse(
                        config.hls().outputDir(),
                        DefaultFolder.former(config.http().port())));
            }
            Mux mux = await(Mux.start(config, demo), START_SECONDS);
            running.push(mux::stop);
            String address = "http://" + Config.reachable(config.http());
            log.info("the output: {}/live/stream.m3u8", address);
            if (demo) {
                log.info("open {}/ in a browser; Ctrl-C ends it", address);
            }
        } catch (Exception e) {
            OutOfMemory.check(e);
            log.error("not started: {}", e.getMessage() == null ? e.toString() : e.getMessage());
            log.debug("not started", e);
            Runtime.getRuntime().removeShutdownHook(hook);
            stopAll(log, running);
            System.exit(NOT_STARTED);
        }
    }

    /** The demo's inputs and scheduler, and a cluster of processes that follow it. */
    private static void cluster() {
        Config config = Config.from(Map.of());
        logging(config.logging());
        Logger log = LoggerFactory.getLogger(Main.class);
        Deque<Supplier<Future<?>>> running = new ConcurrentLinkedDeque<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(log, running), "stop"));
        try {
            Path jar = Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Map<String, String> settings = new HashMap<>();
            demo(config, settings, running);
            Vertx vertx = Vertx.vertx(EventLoops.watched(new VertxOptions()));
            Path folder = PrivateFolder.take(Path.of(System.getProperty("java.io.tmpdir"), "mux-cluster"));
            running.push(vertx::close);
            await(
                    vertx.deployVerticle(new ClusterVerticle(jar, settings.get("API_URL"), folder, Map.of())),
                    START_SECONDS);
            log.info("five nodes; Ctrl-C ends them all");
        } catch (Exception e) {
            OutOfMemory.check(e);
            log.error("not started: {}", e.getMessage() == null ? e.toString() : e.getMessage());
            System.exit(NOT_STARTED);
        }
    }

    /** Who started this keeps its standard input open for as long as it lives. */
    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                // what comes is not for us
            }
        } catch (IOException e) {
            LoggerFactory.getLogger(Main.class).debug("standard input is gone: {}", e.toString());
        }
        System.exit(0);
    }

    /** The demo's inputs and scheduler, and the settings that follow them. */
    private static Config demo(Config config, Map<String, String> settings, Deque<Supplier<Future<?>>> running)
            throws Exception {
        Vertx vertx = Vertx.vertx(EventLoops.watched(new VertxOptions()));
        running.push(vertx::close);
        DemoVerticle world = new DemoVerticle(config.ffmpeg().path(), DemoVerticle.EVERY);
        await(vertx.deployVerticle(world), START_SECONDS);
        settings.put("API_URL", world.apiUrl());
        settings.putIfAbsent("ICECAST_ENABLED", "false");
        return Config.from(settings);
    }

    /** What a signal sets off: everything is stopped, in bounds, and the exit code is 0. */
    private static void stop(Logger log, Deque<Supplier<Future<?>>> running) {
        log.info("stopping");
        stopAll(log, running);
        log.info("stopped");
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
        Runtime.getRuntime().halt(0);
    }

    private static void stopAll(Logger log, Deque<Supplier<Future<?>>> running) {
        while (!running.isEmpty()) {
            try {
                await(running.pop().get(), STOP_SECONDS);
            } catch (Exception e) {
                log.warn("did not stop cleanly: {}", e.getMessage() == null ? e.toString() : e.getMessage());
            }
        }
    }

    private static <T> T await(Future<T> future, int seconds) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new TimeoutException("it took longer than " + seconds + " s");
        }
    }

    private static void logging(Config.Logging logging) {
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        System.setProperty("mux.log.level", logging.level().name());
        System.setProperty("mux.log.format", logging.format().name().toLowerCase(Locale.ROOT));
    }
}
