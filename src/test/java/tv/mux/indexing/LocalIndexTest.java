package tv.mux.indexing;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract with the index in memory that a node without a cluster uses. */
@ExtendWith(VertxExtension.class)
class LocalIndexTest extends IndexContract {
    private static Vertx vertx;

    @BeforeAll
    static void setUpClass(Vertx classVertx) {
        vertx = classVertx;
    }

    @Override
    SharedIndex empty() {
        return new HazelcastIndex(vertx);
    }
}
