package tv.mux.log;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import tv.mux.cluster.Members;
import tv.mux.config.Config;

/** A member alone on loopback, as on one machine. */
class HazelcastLogIT extends LogContract {
    private static Members members;

    @BeforeAll
    static void join() throws TimeoutException {
        Config config = Config.from(
                Map.of("CLUSTER_NAME", "log-it-" + ProcessHandle.current().pid()));
        members = Members.start(config.cluster(), new SimpleMeterRegistry()).await(60, TimeUnit.SECONDS);
    }

    @AfterAll
    static void leave() throws TimeoutException {
        members.stop().await(30, TimeUnit.SECONDS);
    }

    @Override
    Log empty() {
        members.hazelcast().getMap("mux.log").clear();
        return new HazelcastLog(members.vertx(), members.hazelcast());
    }
}
