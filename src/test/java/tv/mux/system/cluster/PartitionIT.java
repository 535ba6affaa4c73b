package tv.mux.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Spec;
import tv.mux.harness.Cluster;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Network;

/**
 * The leader loses its network connection to the other nodes. It stops publishing, another node becomes the leader, and
 * all nodes agree when the connection is back. Each node has its own network namespace.
 */
@Order(4)
@ExtendWith(VertxExtension.class)
class PartitionIT {
    /** Duration of the partition in segments; longer than every time limit of the cluster. */
    private static final int PARTITION_SEGMENTS = 14;

    @TempDir
    Path folder;

    @Test
    void aLeaderWithoutAMajorityPublishesNothing(Vertx vertx) {
        Optional<String> missing = Network.unavailableReason();
        missing.ifPresent(reason ->
                System.out.println("PartitionIT: skipped, because there are no network namespaces: " + reason));
        Assumptions.assumeTrue(missing.isEmpty());
        try (Network network = new Network(List.of("m1", "m2", "m3", "e1"));
                // The playlist is longer than the time without a leader, so the next leader continues at the next
                // frame.
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
            cluster.awaitSamePlaylist("m1", "m2", "m3", "e1"); // The standbys must be ready before the partition.
            cluster.awaitSegments("e1", 2);
            try (HlsAudit edge = HlsAudit.watch(cluster.node("e1").playlist(), farm.book());
                    HlsAudit isolated = HlsAudit.watch(cluster.node(leader).playlist(), farm.book())) {
                cluster.awaitSegments("e1", 2);
                network.isolate(leader);
                cluster.node(leader).awaitLine("is no longer the leader");
                long last = cluster.newestMsn(leader);
                String next = cluster.awaitLeader(leader);
                cluster.awaitSegments("e1", PARTITION_SEGMENTS);
                assertThat(cluster.newestMsn(leader))
                        .as("newest segment of the isolated node")
                        .isEqualTo(last);
                assertThat(cluster.node(leader).children()).isEmpty();

                network.reconnect(leader);
                await("the isolated node follows the others again")
                        .atMost(MuxProcess.TIMEOUT)
                        .until(() -> cluster.newestMsn(leader) > last);
                cluster.awaitSamePlaylist("m1", "m2", "m3", "e1");
                assertThat(cluster.isLeader(next)).isTrue();
                assertThat(cluster.isLeader(leader)).isFalse();

                for (HlsAudit audit : List.of(edge, isolated)) {
                    // There is no output until the next leader is elected. Every other breach is an error.
                    assertThat(audit.breaches())
                            .as(audit.report())
                            .filteredOn(breach -> !breach.startsWith("late segment"))
                            .isEmpty();
                }
                System.out.print("PartitionIT edge: " + edge.report());
                System.out.print("PartitionIT isolated node: " + isolated.report());
            }
        }
    }
}
