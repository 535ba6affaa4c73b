package tv.mux.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Several nodes on this machine's loopback, each a process of its own: muxers m1, m2, … and edges e1, e2, … */
public final class Cluster implements AutoCloseable {
    public final Map<String, Map<String, String>> settings = new LinkedHashMap<>();
    private final Map<String, List<String>> programs = new LinkedHashMap<>();
    private final Map<String, MuxProcess> running = new LinkedHashMap<>();

    /** Settings for nodes that are not started yet. */
    public Cluster(Path folder, String apiUrl, int muxers, int edges) {
        List<Integer> ports =
                IntStream.range(0, muxers).mapToObj(n -> Ports.free()).toList();
        String members = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        for (int i = 0; i < muxers + edges; i++) {
            boolean muxer = i < muxers;
            String name = muxer ? "m" + (i + 1) : "e" + (i - muxers + 1);
            Map<String, String> node = MuxProcess.station(folder.resolve(name), apiUrl);
            node.put("MUX_ROLE", muxer ? "muxer" : "edge");
            node.put("HLS_SEGMENT_TIME", "2");
            node.put("CLUSTER_MEMBERS", members);
            node.put("CLUSTER_HOST", "127.0.0.1");
            node.put("CLUSTER_NAME", folder.getFileName().toString());
            node.put("CLUSTER_BUS_PORT", "" + Ports.free());
            node.put("NODE_PORT", "" + Ports.free());
            if (muxer) {
                node.put("CLUSTER_PORT", "" + ports.get(i));
            }
            settings.put(name, node);
        }
    }

    /** Starts nodes, one right after the other. */
    public void start(String... names) {
        for (String name : names) {
            running.put(name, MuxProcess.startIn(programs.getOrDefault(name, List.of()), settings.get(name)));
        }
    }

    /** Has nodes run on machines of their own, each of which has the same ports. */
    public void on(Network network) {
        String members = settings.keySet().stream()
                .filter(name -> name.startsWith("m"))
                .map(name -> network.inside(name) + ":5701")
                .collect(Collectors.joining(","));
        settings.forEach((name, node) -> {
            programs.put(name, network.program(name));
            node.put("HTTP_HOST", network.outside(name));
            node.put("ADMIN_HOST", network.outside(name));
            node.put("CLUSTER_MEMBERS", members);
            node.put("CLUSTER_HOST", network.inside(name));
            node.put("CLUSTER_PORT", "5701");
            node.put("CLUSTER_SECRET", "the-secret-of-these-machines");
        });
    }

    /** Has a node that is not started yet run by a program that becomes it. */
    public void by(List<String> program, String name) {
        programs.put(name, program);
    }

    /** Starts all. */
    public void startAll() {
        start(settings.keySet().toArray(String[]::new));
    }

    /** The settings of a node, to be changed before it starts. */
    public Map<String, String> settings(String name) {
        return settings.get(name);
    }

    public MuxProcess node(String name) {
        return running.get(name);
    }

    /** Sends a signal to a node. */
    public void signal(String name, String signal) {
        MuxProcess.signal(node(name).pid(), signal);
    }

    /** Ends a node at once, as a machine that loses its power. */
    public void kill(String name) {
        signal(name, "KILL");
        assertThat(node(name).awaitExit(MuxProcess.PATIENCE)).isEqualTo(128 + 9);
        running.remove(name);
    }

    /** Ends a node in order. */
    public void stop(String name) {
        signal(name, "TERM");
        assertThat(node(name).awaitExit(MuxProcess.PATIENCE))
                .as(() -> "" + node(name).lines())
                .isZero();
        running.remove(name);
    }

    /**
     * The name of the muxer that leads and delivers, as one that answers says; waits until there is one that is not
     * another.
     */
    public String awaitLeader(String butNot) {
        List<String> found = new ArrayList<>();
        await("a leader other than " + butNot)
                .atMost(MuxProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    running.keySet().stream()
                            .filter(name -> name.startsWith("m") && !name.equals(butNot) && leads(name))
                            .forEach(found::add);
                    return !found.isEmpty();
                });
        return found.get(0);
    }

    /** Whether a node says that it leads. */
    public boolean leads(String name) {
        try {
            JsonObject cluster = node(name).status().getJsonObject("cluster");
            return cluster != null && cluster.getBoolean("leads");
        } catch (UncheckedIOException e) {
            return false; // not up yet
        }
    }

    /** The number of the last segment that a node lists; 0 when it lists none. */
    public long newest(String name) {
        try {
            List<Listed> listed = Listed.in(node(name));
            return listed.isEmpty() ? 0 : listed.get(listed.size() - 1).msn();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    /** Waits until a node lists so many more segments. */
    public void awaitSegments(String name, int more) {
        long wanted = newest(name) + more;
        await(name + " lists segment " + wanted).atMost(MuxProcess.PATIENCE).until(() -> newest(name) >= wanted);
    }

    /** Waits until nodes list the same, to the byte. */
    public void awaitAlike(String... names) {
        await("the same playlist on all")
                .atMost(MuxProcess.PATIENCE)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class) // A node that does not listen yet.
                .until(() -> {
                    List<String> texts = new ArrayList<>();
                    for (String name : names) {
                        texts.add(MuxProcess.get(node(name).playlist()).body());
                    }
                    return texts.stream().distinct().count() == 1
                            && texts.get(0).contains("#EXTINF");
                });
    }

    /** Sees that every segment that a node lists can be had there. */
    public void assertWindowStands(String name) {
        for (Listed segment : Listed.in(node(name))) {
            assertThat(MuxProcess.get(node(name).playlist().resolve(segment.uri()))
                            .statusCode())
                    .as(name + " " + segment.uri())
                    .isEqualTo(200);
        }
    }

    @Override
    public void close() {
        running.values().forEach(MuxProcess::close);
    }
}
