package tv.mux.demo;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.Command;
import tv.mux.Launcher;
import tv.mux.bus.EventLoops;

/** {@code java -jar mux.jar demo}: the service with the demo's inputs, scheduler and page. */
public final class DemoCommand implements Command {
    private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public String summary() {
        return "runs the service with two synthetic inputs and a scheduler";
    }

    @Override
    public void start(Launcher launcher) throws Exception {
        Map<String, String> changed = new HashMap<>(Map.of("API_URL", startInputs(launcher)));
        if (System.getenv("ICECAST_ENABLED") == null) {
            changed.put("ICECAST_ENABLED", "false");
        }
        String address = launcher.startNode(changed, DemoPage::pages);
        LOG.info("open {}/ in a browser; Ctrl-C stops the demo", address);
    }

    /** Starts the inputs and the scheduler, and returns the scheduler's base URL. */
    static String startInputs(Launcher launcher) throws Exception {
        Vertx vertx = Vertx.vertx(EventLoops.watched(new VertxOptions()));
        launcher.onStop(vertx::close);
        DemoVerticle inputs = new DemoVerticle(launcher.config().ffmpeg().path(), DemoVerticle.MOVE_INTERVAL);
        launcher.await(vertx.deployVerticle(inputs));
        return inputs.apiUrl();
    }
}
