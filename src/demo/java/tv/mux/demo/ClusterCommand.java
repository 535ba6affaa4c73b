package tv.mux.demo;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.Command;
import tv.mux.Launcher;
import tv.mux.bus.EventLoops;
import tv.mux.files.PrivateFolder;

/** {@code java -jar mux.jar cluster}: the demo's inputs and scheduler, and a cluster of five processes. */
public final class ClusterCommand implements Command {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterCommand.class);

    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public String summary() {
        return "runs three muxers and two edges on this machine, with the demo's inputs";
    }

    @Override
    public void start(Launcher launcher) throws Exception {
        Path jar = Path.of(Launcher.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        String apiUrl = DemoCommand.startInputs(launcher);
        Path folder = PrivateFolder.ensure(Path.of(System.getProperty("java.io.tmpdir"), "mux-cluster"));
        Vertx vertx = Vertx.vertx(EventLoops.watched(new VertxOptions()));
        launcher.onStop(vertx::close);
        launcher.await(vertx.deployVerticle(new ClusterVerticle(jar, apiUrl, folder, Map.of())));
        LOG.info("five nodes run; Ctrl-C stops all of them");
    }
}
