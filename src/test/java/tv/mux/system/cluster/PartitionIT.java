package tv.mux.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Spec;
import tv.mux.harness.Cluster;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Network;

/**
 * A leader that is cut off from the other nodes, on machines of their own: it stops, another goes on, and all agree
 * when it is back.
 */
@Order(4)
class PartitionIT {
    /** How many segments the cut lasts: well past every limit. */
    private static final int CUT_FOR = 14;

    @TempDir
    Path folder;

    @Test
    void aLeaderThatIsCutOffPublishesNothing() {
        Optional<String> missing = Network.unavailableReason();
        missing.ifPresent(why -> System.out.println("PartitionIT: this machine has no network namespaces: " + why));
        Assumptions.assumeTrue(missing.isEmpty());
        Vertx vertx = Vertx.vertx();
        try (Network network = new Network(List.of("m1", "m2", "m3", "e1"));
                // Listed for longer than the muxers need to agree on a leader: it goes on at the very picture then.
                Farm farm = Farm.start(
                        vertx,
                        Network.HOST_ADDRESS,
                        Spec.of("one", 320, 180, 25).withWindow(20));
                Cluster cluster = new Cluster(folder, farm.apiUrl(), 3, 1)) {
            farm.move("one");
            cluster.runOn(network);
            cluster.startAll();
            cluster.node("e1").awaitSegment();
            String leader = cluster.awaitLeader();
            cluster.awaitSamePlaylist("m1", "m2", "m3", "e1"); // The standbys are there before the leader is cut off.
            cluster.awaitSegments("e1", 2);
            try (HlsAudit edge = HlsAudit.watch(cluster.node("e1").playlist(), farm.book());
                    HlsAudit alone = HlsAudit.watch(cluster.node(leader).playlist(), farm.book())) {
                cluster.awaitSegments("e1", 2);
                network.isolate(leader);
                cluster.node(leader).awaitLine("is no longer the leader");
                long last = cluster.newestMsn(leader);
                String next = cluster.awaitLeader(leader);
                cluster.awaitSegments("e1", CUT_FOR);
                assertThat(cluster.newestMsn(leader))
                        .as("the minority published nothing")
                        .isEqualTo(last);
                assertThat(cluster.node(leader).children()).isEmpty();

                network.reconnect(leader);
                await("the one that was cut off goes on with the others")
                        .atMost(MuxProcess.TIMEOUT)
                        .until(() -> cluster.newestMsn(leader) > last);
                cluster.awaitSamePlaylist("m1", "m2", "m3", "e1");
                assertThat(cluster.isLeader(next)).isTrue();
                assertThat(cluster.isLeader(leader)).isFalse();

                for (HlsAudit audit : List.of(edge, alone)) {
                    // A while without a leader is what a cut costs; nothing else may be wrong.
                    assertThat(audit.breaches())
                            .as(audit.report())
                            .filteredOn(breach -> !breach.startsWith("late segment"))
                            .isEmpty();
                }
                System.out.print("PartitionIT, an edge: " + edge.report());
                System.out.print("PartitionIT, the one cut off: " + alone.report());
            }
        } finally {
            vertx.close().await();
        }
    }
}
