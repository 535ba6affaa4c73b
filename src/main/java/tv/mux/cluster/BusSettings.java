package tv.mux.cluster;

import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.auth.TlsFiles;
import tv.mux.config.Config.Cluster;

/** How the clustered event bus is set up, on a muxer with CLUSTER_BUS_PORT. */
final class BusSettings {
    private static final Logger LOG = LoggerFactory.getLogger(BusSettings.class);

    /** Nodes that are connected send a ping every twenty seconds. */
    private static final int IDLE_SECONDS = 90;

    private BusSettings() {}

    static void apply(VertxOptions options, Cluster cluster) {
        String host = HazelcastSettings.address(cluster);
        int port = cluster.busPort().orElseThrow();
        EventBusOptions bus = new EventBusOptions().setHost(host).setPort(port);
        bus.setIdleTimeout(IDLE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS);
        if (cluster.tls().serves()) {
            // Who has no certificate of the authority does not get as far as a message.
            bus.setSsl(true)
                    .setKeyCertOptions(TlsFiles.shown(cluster.tls()))
                    .setTrustOptions(TlsFiles.trusted(cluster.tls()))
                    .setClientAuth(ClientAuth.REQUIRED);
        } else if (cluster.secret().isPresent()) {
            LOG.warn(
                    "the event bus on {}:{} asks nobody for CLUSTER_SECRET: leave CLUSTER_BUS_PORT empty,"
                            + " or set CLUSTER_TLS_CERT, CLUSTER_TLS_KEY and CLUSTER_TLS_CA",
                    host,
                    port);
        }
        options.setEventBusOptions(bus);
    }
}
