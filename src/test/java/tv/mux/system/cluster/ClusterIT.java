package tv.mux.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Spec;
import tv.mux.harness.Cluster;
import tv.mux.harness.Crowd;
import tv.mux.harness.Listed;
import tv.mux.harness.MuxProcess;

/** Leader, standbys and edges as separate processes. A player does not notice that a leader fails. */
@Order(1)
@ExtendWith(VertxExtension.class)
class ClusterIT {
    private static Farm farm;

    @TempDir
    Path folder;

    @BeforeAll
    static void startFarm(Vertx vertx) {
        // The input's playlist must be longer than the time without a leader, so that the next leader continues at the
        // next frame. A lease expires after 3 s, and Hazelcast removes a member after 6 s.
        farm = Farm.start(vertx, Spec.of("one", 320, 180, 25).withWindow(20));
        farm.move("one");
    }

    @AfterAll
    static void closeFarm() {
        farm.close();
    }

    @Test
    void theOutputContinuesWhenTheLeaderIsKilledOrStopped() {
        try (Cluster cluster = new Cluster(folder, farm.apiUrl(), 3, 2)) {
            // These settings must have no effect: an edge gets the shape of the stream from the index.
            cluster.settings("e1").put("HLS_LIST_SIZE", "7");
            cluster.settings("e1").put("HLS_SEGMENT_TIME", "9");
            cluster.start("e1");
            await("the edge responds before a muxer runs")
                    .atMost(MuxProcess.TIMEOUT)
                    .ignoreExceptions()
                    .until(() -> status("e1", cluster) == 503);
            HttpResponse<String> unavailable = MuxProcess.get(cluster.node("e1").playlist());
            assertThat(unavailable.headers().firstValue("Retry-After")).contains("1");
            assertThat(MuxProcess.get(cluster.node("e1").admin("/health/ready")).statusCode())
                    .isEqualTo(503);

            cluster.start("m1", "m2", "m3", "e2");
            cluster.node("e1").awaitSegment();
            cluster.node("e2").awaitSegment();
            try (HlsAudit audit = HlsAudit.watch(cluster.node("e1").playlist(), farm.book())) {
                cluster.awaitSegments("e1", 2);
                await("the edge is ready")
                        .atMost(MuxProcess.TIMEOUT)
                        .until(() -> MuxProcess.get(cluster.node("e1").admin("/health/ready"))
                                        .statusCode()
                                == 200);
                cluster.awaitSamePlaylist("m1", "m2", "m3", "e1", "e2");

                String leader = cluster.awaitLeader();
                cluster.kill(leader);
                String next = cluster.awaitLeader(leader);
                cluster.awaitSegments("e1", 2);
                cluster.assertSegmentsAvailable("e1");
                cluster.assertSegmentsAvailable("e2");
                cluster.start(leader);
                cluster.node(leader).awaitSegment();

                // A leader that stops in order releases the lease, so another node becomes the leader at once.
                cluster.stop(next);
                cluster.awaitLeader(next);
                cluster.awaitSegments("e2", 2);
                cluster.awaitSamePlaylist(leader, "e1", "e2");
                cluster.assertSegmentsAvailable(leader);

                assertThat(audit.breaches()).as(audit.report()).isEmpty();
                System.out.print("ClusterIT kill and stop: " + audit.report());
            }
        }
    }

    @Test
    void aLeaderThatWasPausedPublishesNothingWhenItContinues() {
        try (Cluster cluster = new Cluster(folder, farm.apiUrl(), 2, 1)) {
            cluster.startAll();
            cluster.node("e1").awaitSegment();
            String leader = cluster.awaitLeader();
            cluster.awaitSamePlaylist("m1", "m2", "e1"); // The standby must be ready before the leader is paused.
            try (HlsAudit audit = HlsAudit.watch(cluster.node("e1").playlist(), farm.book())) {
                cluster.awaitSegments("e1", 1);
                cluster.signal(leader, "STOP");
                List<ProcessHandle> orphans = cluster.node(leader).children();
                String next = cluster.awaitLeader(leader);
                cluster.awaitSegments("e1", 1);
                cluster.signal(leader, "CONT");
                String line = cluster.node(leader).awaitLine("is no longer the leader");
                assertThat(line).contains("WARN");
                await("the FFmpeg processes of the paused leader have ended")
                        .atMost(MuxProcess.TIMEOUT)
                        .until(() -> orphans.stream().noneMatch(ProcessHandle::isAlive));
                cluster.awaitSegments("e1", 2);
                cluster.awaitSamePlaylist(next, "e1");

                assertThat(cluster.isLeader(next)).isTrue();
                assertThat(cluster.isLeader(leader)).isFalse();
                // There is no output while the leader is paused. Every other breach is an error.
                assertThat(audit.breaches())
                        .as(audit.report())
                        .filteredOn(breach -> !breach.startsWith("late segment"))
                        .isEmpty();
                System.out.print("ClusterIT paused leader: " + audit.report());
            }
        }
    }

    @Test
    void edgesServeWithoutMuxersAndContinueWhenAMuxerReturns() {
        try (Cluster cluster = new Cluster(folder, farm.apiUrl(), 2, 2)) {
            cluster.startAll();
            cluster.node("e1").awaitSegment();
            cluster.node("e2").awaitSegment();
            try (Crowd crowd = new Crowd(
                    50,
                    List.of(cluster.node("e1").playlist(), cluster.node("e2").playlist()))) {
                cluster.awaitSegments("e1", 1);
                cluster.stop("e2");
                cluster.awaitSegments("e1", 1);
                cluster.start("e2");
                cluster.node("e2").awaitSegment();
                cluster.awaitSegments("e2", 2);
                cluster.kill("e2");
                assertThat(crowd.errors()).isEmpty();
                assertThat(crowd.responses()).isGreaterThan(200);
            }
            cluster.kill("m1");
            cluster.kill("m2");
            String last = MuxProcess.get(cluster.node("e1").playlist()).body();
            await("the edge sees no muxer")
                    .atMost(MuxProcess.TIMEOUT)
                    .until(() -> cluster.node("e1")
                                    .status()
                                    .getJsonObject("cluster")
                                    .getJsonArray("members")
                                    .size()
                            == 1);
            assertThat(MuxProcess.get(cluster.node("e1").playlist()).body()).startsWith(last.substring(0, 40));
            cluster.assertSegmentsAvailable("e1");
            long newest = cluster.newestMsn("e1");

            cluster.start("m1");
            await("the edge lists new segments")
                    .atMost(MuxProcess.TIMEOUT)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> cluster.newestMsn("e1") > newest + 1);
            cluster.assertSegmentsAvailable("e1");
            assertThat(Listed.in(cluster.node("e1"))).extracting(Listed::msn).contains(newest, newest + 1);
        }
    }

    private static int status(String name, Cluster cluster) {
        return MuxProcess.get(cluster.node(name).playlist()).statusCode();
    }
}
