package tv.mux.cluster;

import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.auth.TlsFiles;
import tv.mux.config.Config.Cluster;

/** Configures the clustered event bus of a muxer that has CLUSTER_BUS_PORT set. */
final class BusSettings {
    private static final Logger LOG = LoggerFactory.getLogger(BusSettings.class);

    /** Idle timeout of a connection. Connected nodes send a ping every 20 seconds. */
    private static final int IDLE_SECONDS = 90;

    private BusSettings() {}

    static void apply(VertxOptions options, Cluster cluster) {
        String host = HazelcastSettings.address(cluster);
        int port = cluster.busPort().orElseThrow();
        EventBusOptions bus = new EventBusOptions().setHost(host).setPort(port);
        bus.setIdleTimeout(IDLE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS);
        if (cluster.tls().serves()) {
            // TLS rejects a peer without a certificate of the authority before the peer can send a message.
            bus.setSsl(true)
                    .setKeyCertOptions(TlsFiles.certificate(cluster.tls()))
                    .setTrustOptions(TlsFiles.trusted(cluster.tls()))
                    .setClientAuth(ClientAuth.REQUIRED);
        } else if (cluster.secret().isPresent()) {
            LOG.warn(
                    "the event bus on {}:{} accepts peers without CLUSTER_SECRET: leave CLUSTER_BUS_PORT empty,"
                            + " or set CLUSTER_TLS_CERT, CLUSTER_TLS_KEY and CLUSTER_TLS_CA",
                    host,
                    port);
        }
        options.setEventBusOptions(bus);
    }
}
