package tv.mux.system.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.cluster.ForeignMember;
import tv.mux.demo.Spec;
import tv.mux.harness.Cluster;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Ports;
import tv.mux.harness.ProcFs;
import tv.mux.harness.Waits;

/**
 * Attacks the ports for nodes without the cluster's secret. The attacker knows the name of the cluster. The output
 * continues without a breach.
 */
@ExtendWith(VertxExtension.class)
class UnauthenticatedPeerIT {
    private static final String SECRET = "the-secret-of-this-cluster";
    private static final int MEGABYTE = 1 << 20;
    private static final int FLOOD_MB = 200;
    private static Farm farm;

    @TempDir
    Path folder;

    @BeforeAll
    static void startFarm(Vertx vertx) {
        farm = Farm.start(vertx, Spec.of("one", 320, 180, 25).withSegments(1, 1).withWindow(20));
        farm.move("one");
    }

    @AfterAll
    static void closeFarm() {
        farm.close();
    }

    @Test
    void aPeerWithoutTheSecretIsRefusedOnEveryPort() throws Exception {
        try (Cluster cluster = new Cluster(folder, farm.apiUrl(), 2, 1)) {
            for (String name : List.of("m1", "m2", "e1")) {
                cluster.settings(name).put("CLUSTER_SECRET", SECRET);
            }
            cluster.start("m1");
            cluster.node("m1").awaitSegment();
            cluster.start("m2", "e1");
            cluster.node("e1").awaitSegment();
            awaitMembers(cluster, "m1", 3);
            try (HlsAudit audit = HlsAudit.watch(cluster.node("e1").playlist(), farm.book())) {
                cluster.awaitSegments("e1", 1);
                String leader = cluster.awaitLeader();
                MuxProcess node = cluster.node(leader);
                int hazelcast = port(cluster, leader, "CLUSTER_PORT");
                int nodes = port(cluster, leader, "NODE_PORT");
                int bus = port(cluster, leader, "CLUSTER_BUS_PORT");
                Map<String, Long> memory = new LinkedHashMap<>();
                memory.put("before", ProcFs.residentMegabytes(node.pid()));
                // On a busy machine, joining members may cost a leader its lease. Check the log lines from here on
                // only.
                int linesBefore = node.lines().size();

                for (String secret : List.of("", "another-secret-of-a-peer")) {
                    assertJoinIsRefused(cluster, leader, secret);
                }
                for (byte[] packet : List.of(
                        ForeignMember.bomb(),
                        ForeignMember.packet(Integer.MAX_VALUE),
                        "CB2....".getBytes(StandardCharsets.US_ASCII),
                        "GET /hazelcast/health HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                        "get mux.log\r\n".getBytes(StandardCharsets.US_ASCII))) {
                    assertThat(send(hazelcast, packet)).as("response").isEmpty();
                }
                for (String path : List.of("/log", "/segments/0/1-a.ts", "/copies?from=a")) {
                    var response = MuxProcess.get(URI.create("http://127.0.0.1:" + nodes + path));
                    assertThat(response.statusCode()).isEqualTo(401);
                    assertThat(response.body()).isEmpty();
                }
                memory.put("during", ProcFs.residentMegabytes(node.pid()));
                for (int port : List.of(hazelcast, nodes, bus)) {
                    assertThat(flood(port, new byte[] {0x0c, (byte) 0x80, 0, 0}))
                            .isLessThan(FLOOD_MB / 2);
                    memory.put("after port " + port, ProcFs.residentMegabytes(node.pid()));
                }
                assertThat(flood(hazelcast, ForeignMember.packet(FLOOD_MB * MEGABYTE)))
                        .isLessThan(FLOOD_MB / 2);
                cluster.awaitSegments("e1", 3);
                memory.put("after", ProcFs.residentMegabytes(node.pid()));

                assertThat(memory.get("after") - memory.get("before"))
                        .as("" + memory)
                        .isLessThan(150);
                assertThat(cluster.isLeader(leader)).isTrue();
                assertThat(node.lines()).noneMatch(line -> line.contains(SECRET));
                assertThat(node.lines().subList(linesBefore, node.lines().size()))
                        .noneMatch(line -> line.contains("is no longer the leader"))
                        .anyMatch(line -> line.contains("was refused: the peer does not know CLUSTER_SECRET"))
                        .anyMatch(line -> line.contains("was refused: the peer has another CLUSTER_SECRET"))
                        .anyMatch(line -> line.contains("was refused: the request is not signed"));
                assertThat(MuxProcess.get(node.admin("/metrics")).body())
                        .contains("mux_cluster_refused_total{listener=\"hazelcast\"}")
                        .contains("mux_cluster_refused_total{listener=\"node\"}");
                assertThat(node.status().encode()).doesNotContain(SECRET);
                cluster.awaitSamePlaylist("m1", "m2", "e1");
                assertThat(audit.breaches()).as(audit.report()).isEmpty();
                System.out.print("UnauthenticatedPeerIT: MB " + memory + ", " + audit.report());
            }
        }
    }

    private void assertJoinIsRefused(Cluster cluster, String leader, String secret) {
        HazelcastInstance member;
        try {
            member = ForeignMember.join(
                    clusterName(), members(cluster), secret, Map.of("mux.node", "x", "mux.url", "http://a:1"));
        } catch (IllegalStateException e) {
            return; // the member did not start
        }
        try {
            assertThat(member.getCluster().getMembers())
                    .as("members of its own cluster")
                    .hasSize(1);
            assertThat(member.getMap("mux.log").get("stream")).isNull();
        } finally {
            member.shutdown();
        }
        assertThat(cluster.node(leader).status().getJsonObject("cluster").getJsonArray("members"))
                .hasSize(3);
    }

    /** On the loopback address, no secret is required. */
    @Test
    void withoutASecretAMemberThatIsNoNodeIsRefused() throws Exception {
        try (Cluster cluster = new Cluster(folder, farm.apiUrl(), 1, 0)) {
            cluster.settings("m1").remove("CLUSTER_BUS_PORT");
            cluster.startAll();
            MuxProcess node = cluster.node("m1").awaitSegment();
            assumeTrue(ProcFs.available());
            int hazelcast = port(cluster, "m1", "CLUSTER_PORT");
            assertThat(ProcFs.listeningPorts(node.pid()))
                    .as("listening ports, without an event bus")
                    .isEqualTo(Set.of(
                            port(cluster, "m1", "HTTP_PORT"),
                            port(cluster, "m1", "ADMIN_PORT"),
                            port(cluster, "m1", "NODE_PORT"),
                            hazelcast));
            try (HlsAudit audit = HlsAudit.watch(node.playlist(), farm.book())) {
                cluster.awaitSegments("m1", 1);
                assertJoinWithoutAttributesIsRefused(cluster, node);
                send(hazelcast, ForeignMember.bomb());
                node.awaitLine("Resolving class", "is not allowed");
                send(hazelcast, ForeignMember.packet(Integer.MAX_VALUE));
                node.awaitLine("was refused: the peer announced a packet of more than 16 MB");
                send(hazelcast, "GET /hazelcast/health HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                cluster.awaitSegments("m1", 3);
                assertThat(node.lines()).noneMatch(line -> line.contains("is no longer the leader"));
                assertThat(audit.breaches()).as(audit.report()).isEmpty();
            }
        }
    }

    private void assertJoinWithoutAttributesIsRefused(Cluster cluster, MuxProcess node) {
        HazelcastInstance member;
        try {
            member = ForeignMember.join(clusterName(), members(cluster), "", Map.of());
        } catch (IllegalStateException e) {
            member = null;
        }
        try {
            node.awaitLine("was refused: the joining member has no valid mux.node and mux.url");
            assertThat(node.status().getJsonObject("cluster").getJsonArray("members"))
                    .hasSize(1);
        } finally {
            if (member != null) {
                member.shutdown();
            }
        }
    }

    @Test
    void aNodeWithoutAClusterOpensThePlayerAndAdminPortsOnly() {
        assumeTrue(ProcFs.available());
        Map<String, String> settings = MuxProcess.settings(folder.resolve("alone"), farm.apiUrl());
        settings.put("HLS_SEGMENT_TIME", "1");
        settings.put("CLUSTER_BUS_PORT", "" + Ports.free());
        try (MuxProcess mux = MuxProcess.start(settings).awaitSegment()) {
            assertThat(ProcFs.listeningPorts(mux.pid()))
                    .isEqualTo(Set.of(
                            Integer.parseInt(settings.get("HTTP_PORT")), Integer.parseInt(settings.get("ADMIN_PORT"))));
            assertThat(mux.status().getJsonObject("cluster").getBoolean("leads"))
                    .isTrue();
        }
    }

    /** Adds the first secret to a cluster of release 0.3, one node after the other. */
    @Test
    void aSecretCanBeAddedToARunningCluster() {
        try (Cluster cluster = new Cluster(folder, farm.apiUrl(), 2, 0)) {
            cluster.settings("m2").put("CLUSTER_SECRET", SECRET);
            cluster.settings("m2").put("CLUSTER_SECRET_OPTIONAL", "true");
            cluster.start("m1"); // has no secret, like a node of release 0.3
            cluster.node("m1").awaitSegment();
            cluster.start("m2");
            cluster.node("m2").awaitSegment();
            awaitMembers(cluster, "m2", 2);
            cluster.awaitSamePlaylist("m1", "m2");
            try (HlsAudit audit = HlsAudit.watch(cluster.node("m2").playlist(), farm.book())) {
                Waits.awaitSegments(audit, 1);
                cluster.stop("m1");
                cluster.settings("m1").put("CLUSTER_SECRET", SECRET);
                cluster.start("m1"); // requires the secret
                cluster.node("m1").awaitSegment();
                awaitMembers(cluster, "m1", 2);
                cluster.awaitSamePlaylist("m1", "m2");
                // On a busy machine, a joining member may delay a segment, with or without a secret.
                assertThat(audit.breaches())
                        .as(audit.report())
                        .filteredOn(breach -> !breach.startsWith("late segment"))
                        .isEmpty();
            }
        }
    }

    private static void awaitMembers(Cluster cluster, String name, int count) {
        await(count + " members").atMost(MuxProcess.TIMEOUT).until(() -> {
            JsonObject status = cluster.node(name).status().getJsonObject("cluster");
            return status != null && status.getJsonArray("members").size() == count;
        });
    }

    private static int port(Cluster cluster, String name, String setting) {
        return Integer.parseInt(cluster.settings(name).get(setting));
    }

    private String clusterName() {
        return folder.getFileName().toString();
    }

    private static List<String> members(Cluster cluster) {
        return List.of(cluster.settings("m1").get("CLUSTER_MEMBERS").split(","));
    }

    /** Sends bytes on a new connection. Returns the response before the connection is closed. */
    private static String send(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readNBytes(1_000), StandardCharsets.ISO_8859_1);
        } catch (java.net.SocketException e) {
            return "";
        }
    }

    /** Sends zeros until the connection is closed. Returns the number of megabytes sent. */
    private static int flood(int port, byte[] first) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(first);
            for (int sent = 0; sent < FLOOD_MB; sent++) {
                try {
                    socket.getOutputStream().write(new byte[MEGABYTE]);
                } catch (IOException e) {
                    return sent;
                }
            }
            return FLOOD_MB;
        }
    }
}
