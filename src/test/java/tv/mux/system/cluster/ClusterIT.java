package tv.mux.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Spec;
import tv.mux.harness.Cluster;
import tv.mux.harness.Crowd;
import tv.mux.harness.Listed;
import tv.mux.harness.MuxProcess;

/** Leader, standbys and edges as processes of their own: the death of a leader is not seen by a player. */
@Order(1)
class ClusterIT {
    private static final Vertx VERTX = Vertx.vertx();
    private static Farm farm;

    @TempDir
    Path folder;

    @BeforeAll
    static void farm() {
        // Its playlist reaches back further than a leader that is silent can hold the others up. Only then can the next
        // one go on at the very picture: 3 s until the lease is over, 6 s until Hazelcast gives up a member that has
        // its data.
        farm = Farm.start(VERTX, Spec.of("one", 320, 180, 25).withWindow(20));
        farm.move("one");
    }

    @AfterAll
    static void end() {
        farm.close();
        VERTX.close().await();
    }

    @Test
    void anEdgeThatIsFirstWaitsAndALeaderThatIsKilledIsNotMissed() {
        try (Cluster cluster = new Cluster(folder, farm.apiUrl(), 3, 2)) {
            // An edge knows nothing of the stream's shape by itself.
            cluster.settings("e1").put("HLS_LIST_SIZE", "7");
            cluster.settings("e1").put("HLS_SEGMENT_TIME", "9");
            cluster.start("e1");
            await("the edge answers")
                    .atMost(MuxProcess.TIMEOUT)
                    .ignoreExceptions()
                    .until(() -> status("e1", cluster) == 503);
            HttpResponse<String> early = MuxProcess.get(cluster.node("e1").playlist());
            assertThat(early.headers().firstValue("Retry-After")).contains("1");
            assertThat(MuxProcess.get(cluster.node("e1").admin("/health/ready")).statusCode())
                    .isEqualTo(503);

            cluster.start("m1", "m2", "m3", "e2");
            cluster.node("e1").awaitSegment();
            cluster.node("e2").awaitSegment();
            try (HlsAudit audit = HlsAudit.watch(cluster.node("e1").playlist(), farm.book())) {
                cluster.awaitSegments("e1", 2);
                await("ready")
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

                // In order: another one has it at once.
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
    void aLeaderThatWasStoppedPublishesNothingWhenItWakes() {
        try (Cluster cluster = new Cluster(folder, farm.apiUrl(), 2, 1)) {
            cluster.startAll();
            cluster.node("e1").awaitSegment();
            String leader = cluster.awaitLeader();
            cluster.awaitSamePlaylist("m1", "m2", "e1"); // The standby is there before the leader stops.
            try (HlsAudit audit = HlsAudit.watch(cluster.node("e1").playlist(), farm.book())) {
                cluster.awaitSegments("e1", 1);
                cluster.signal(leader, "STOP");
                List<ProcessHandle> orphans = cluster.node(leader).children();
                String next = cluster.awaitLeader(leader);
                cluster.awaitSegments("e1", 1);
                cluster.signal(leader, "CONT");
                String told = cluster.node(leader).awaitLine("is no longer the leader");
                assertThat(told).contains("WARN");
                await("its FFmpeg is ended").atMost(MuxProcess.TIMEOUT).until(() -> orphans.stream()
                        .noneMatch(ProcessHandle::isAlive));
                cluster.awaitSegments("e1", 2);
                cluster.awaitSamePlaylist(next, "e1");

                assertThat(cluster.isLeader(next)).isTrue();
                assertThat(cluster.isLeader(leader)).isFalse();
                // For as long as it stood still the output could not go on: nothing else may be wrong.
                assertThat(audit.breaches())
                        .as(audit.report())
                        .filteredOn(breach -> !breach.startsWith("late segment"))
                        .isEmpty();
                System.out.print("ClusterIT stopped leader: " + audit.report());
            }
        }
    }

    @Test
    void edgesComeAndGoAndServeOnWithoutMuxersAndHearAgain() {
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
            await("no muxer is seen")
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
            await("the edge goes on")
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
