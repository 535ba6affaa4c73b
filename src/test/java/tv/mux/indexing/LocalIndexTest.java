package tv.mux.indexing;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;

/** The log of a node that is alone is held to the same contract as the one in Hazelcast. */
class LocalIndexTest extends IndexContract {
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void end() throws TimeoutException {
        VERTX.close().await(10, TimeUnit.SECONDS);
    }

    @Override
    SharedIndex empty() {
        return new HazelcastIndex(VERTX);
    }
}
