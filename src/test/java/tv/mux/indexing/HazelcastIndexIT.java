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

/** A member without others, on loopback. */
class HazelcastIndexIT extends IndexContract {
    private static Members members;

    @BeforeAll
    static void join() throws TimeoutException {
        int port = Ports.free();
        Config config = Config.from(Map.of(
                "CLUSTER_NAME", "log-it-" + ProcessHandle.current().pid(),
                "CLUSTER_MEMBERS", "127.0.0.1:" + port,
                "CLUSTER_HOST", "127.0.0.1",
                "CLUSTER_PORT", "" + port));
        members = Members.start(config, new SimpleMeterRegistry()).await(60, TimeUnit.SECONDS);
    }

    @AfterAll
    static void leave() throws TimeoutException {
        members.stop().await(30, TimeUnit.SECONDS);
    }

    @Override
    SharedIndex empty() {
        members.hazelcast().orElseThrow().getMap("mux.log").clear();
        return new HazelcastIndex(members.vertx(), members.hazelcast().orElseThrow());
    }

    @Test
    void saysWhenHazelcastDoesNotAnswer() throws Exception {
        SharedIndex log = empty();
        CountDownLatch answers = new CountDownLatch(1);
        Busy.until = answers;
        CompletionStage<String> busy = members.hazelcast()
                .orElseThrow()
                .<String, String>getMap("mux.log")
                .submitToKey("stream", new Busy());
        try {
            assertThatThrownBy(() -> log.read().await(10, TimeUnit.SECONDS))
                    .hasMessage("the log was not read: no answer of Hazelcast within 2000 ms");
            assertThatThrownBy(() ->
                            log.change(Sample.takeLeadership("n1", Sample.NOW)).await(10, TimeUnit.SECONDS))
                    .hasMessage("the log was not changed: no answer of Hazelcast within 2000 ms");
        } finally {
            answers.countDown();
        }
        busy.toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(log.read().await(10, TimeUnit.SECONDS))
                .as("what was asked for has happened all the same")
                .isPresent();
    }

    @Test
    void aWrongEntryIsReplacedByTheNextLeaderBehindItsNumbers() throws Exception {
        SharedIndex log = empty();
        StreamIndex entry = Sample.after(Sample.takeLeadership("n1", Sample.NOW).applyTo(null), "r1", 5);
        String wrong = IndexJson.text(entry).replace("\"durationMs\":4000", "\"durationMs\":-4000");
        members.hazelcast().orElseThrow().<String, String>getMap("mux.log").put("stream", wrong);
        assertThatThrownBy(() -> log.read().await(10, TimeUnit.SECONDS)).hasMessageContaining("durationMs=-4000");
        assertThatThrownBy(() -> log.change(new IndexChange.MarkListed(entry.term(), entry.nextMsn()))
                        .await(10, TimeUnit.SECONDS))
                .isInstanceOf(RefusedChangeException.StaleTerm.class)
                .hasMessageContaining("durationMs=-4000");
        StreamIndex office = log.change(Sample.takeLeadership("n2", Sample.NOW)).await(10, TimeUnit.SECONDS);
        assertThat(office.nextMsn()).isEqualTo(entry.nextMsn());
        assertThat(office.discontinuity()).isEqualTo(entry.discontinuity() + 1);
        assertThat(log.read().await(10, TimeUnit.SECONDS)).contains(office);
    }

    /** A node of a later release leads: this one must step down, and must not replace the index. */
    @Test
    void anIndexOfALaterReleaseRefusesEveryChangeAsAStaleTerm() {
        SharedIndex log = empty();
        String later = "{\"format\":99}";
        IMap<String, String> map = members.hazelcast().orElseThrow().getMap("mux.log");
        map.put("stream", later);
        for (IndexChange change : List.of(new IndexChange.MarkListed(7, 7), Sample.takeLeadership("n2", Sample.NOW))) {
            assertThatThrownBy(() -> log.change(change).await(10, TimeUnit.SECONDS))
                    .isInstanceOf(RefusedChangeException.StaleTerm.class)
                    .hasMessageContaining("its format is 99");
        }
        assertThat(map.get("stream")).isEqualTo(later);
    }

    /** Keeps the entry for itself. */
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
