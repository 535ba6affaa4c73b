package tv.mux.indexing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tv.mux.cluster.Members;
import tv.mux.config.Config;
import tv.mux.harness.Ports;
import tv.mux.index.IndexChange;
import tv.mux.index.IndexJson;
import tv.mux.index.RefusedChangeException;
import tv.mux.index.StreamIndex;

/** The contract with a cluster of one member, on the loopback address. */
class HazelcastIndexIT extends IndexContract {
    private static Members members;

    @BeforeAll
    static void startMember() throws TimeoutException {
        int port = Ports.free();
        Config config = Config.from(Map.of(
                "CLUSTER_NAME", "log-it-" + ProcessHandle.current().pid(),
                "CLUSTER_MEMBERS", "127.0.0.1:" + port,
                "CLUSTER_HOST", "127.0.0.1",
                "CLUSTER_PORT", "" + port));
        members = Members.start(config, new SimpleMeterRegistry()).await(60, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stopMember() throws TimeoutException {
        members.stop().await(30, TimeUnit.SECONDS);
    }

    @Override
    SharedIndex empty() {
        members.hazelcast().orElseThrow().getMap("mux.log").clear();
        return new HazelcastIndex(members.vertx(), members.hazelcast().orElseThrow());
    }

    @Test
    void anOperationTimesOutIfHazelcastDoesNotRespond() throws Exception {
        SharedIndex index = empty();
        CountDownLatch released = new CountDownLatch(1);
        Busy.until = released;
        CompletionStage<String> busy = members.hazelcast()
                .orElseThrow()
                .<String, String>getMap("mux.log")
                .submitToKey("stream", new Busy());
        try {
            assertThatThrownBy(() -> index.read().await(10, TimeUnit.SECONDS))
                    .hasMessage("the index was not read: Hazelcast did not respond within 2000 ms");
            assertThatThrownBy(() -> index.change(Sample.takeLeadership("n1", Sample.NOW))
                            .await(10, TimeUnit.SECONDS))
                    .hasMessage("the index was not changed: Hazelcast did not respond within 2000 ms");
        } finally {
            released.countDown();
        }
        busy.toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(index.read().await(10, TimeUnit.SECONDS))
                .as("the change that timed out")
                .isPresent();
    }

    @Test
    void anInvalidIndexIsReplacedByTheNextLeaderAfterItsNumbers() throws Exception {
        SharedIndex index = empty();
        StreamIndex valid = Sample.after(Sample.takeLeadership("n1", Sample.NOW).applyTo(null), "r1", 5);
        String invalid = IndexJson.text(valid).replace("\"durationMs\":4000", "\"durationMs\":-4000");
        members.hazelcast().orElseThrow().<String, String>getMap("mux.log").put("stream", invalid);
        assertThatThrownBy(() -> index.read().await(10, TimeUnit.SECONDS)).hasMessageContaining("durationMs=-4000");
        assertThatThrownBy(() -> index.change(new IndexChange.MarkListed(valid.term(), valid.nextMsn()))
                        .await(10, TimeUnit.SECONDS))
                .isInstanceOf(RefusedChangeException.StaleTerm.class)
                .hasMessageContaining("durationMs=-4000");
        StreamIndex leader =
                index.change(Sample.takeLeadership("n2", Sample.NOW)).await(10, TimeUnit.SECONDS);
        assertThat(leader.nextMsn()).isEqualTo(valid.nextMsn());
        assertThat(leader.discontinuity()).isEqualTo(valid.discontinuity() + 1);
        assertThat(index.read().await(10, TimeUnit.SECONDS)).contains(leader);
    }

    /** If a node of a later release leads, this node must step down, and must not replace the index. */
    @Test
    void anIndexOfALaterReleaseRefusesEveryChangeAsAStaleTerm() {
        SharedIndex index = empty();
        String later = "{\"format\":99}";
        IMap<String, String> map = members.hazelcast().orElseThrow().getMap("mux.log");
        map.put("stream", later);
        for (IndexChange change : List.of(new IndexChange.MarkListed(7, 7), Sample.takeLeadership("n2", Sample.NOW))) {
            assertThatThrownBy(() -> index.change(change).await(10, TimeUnit.SECONDS))
                    .isInstanceOf(RefusedChangeException.StaleTerm.class)
                    .hasMessageContaining("its format is 99");
        }
        assertThat(map.get("stream")).isEqualTo(later);
    }

    /** Blocks the map entry. */
    private static final class Busy implements EntryProcessor<String, String, String> {
        private static final long serialVersionUID = 1;
        private static volatile CountDownLatch until;

        @Override
        public String process(Map.Entry<String, String> entry) {
            try {
                return String.valueOf(until.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
