package tv.mux.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.harness.Waits.await;

import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster of Mux nodes on the loopback interface, each a process of its own. Muxers are called m1, m2, …, edges are
 * called e1, e2, …
 */
public final class Cluster implements AutoCloseable {
    private final Map<String, Map<String, String>> settings = new LinkedHashMap<>();
    private final Map<String, List<String>> launchers = new LinkedHashMap<>();
    private final Map<String, MuxProcess> running = new LinkedHashMap<>();

    /** Prepares the settings of all nodes. Starts none. */
    public Cluster(Path folder, String apiUrl, int muxers, int edges) {
        List<Integer> ports =
                IntStream.range(0, muxers).mapToObj(n -> Ports.free()).toList();
        String members = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        for (int i = 0; i < muxers + edges; i++) {
            boolean muxer = i < muxers;
            String name = muxer ? "m" + (i + 1) : "e" + (i - muxers + 1);
            Map<String, String> node = MuxProcess.settings(folder.resolve(name), apiUrl);
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

    /** Starts nodes without waiting until they serve. */
    public void start(String... names) {
        for (String name : names) {
            running.put(name, MuxProcess.startWith(launchers.getOrDefault(name, List.of()), settings.get(name)));
        }
    }

    public void startAll() {
        start(settings.keySet().toArray(String[]::new));
    }

    /** Places each node on a machine of the network. All machines use the same ports. */
    public void runOn(Network network) {
        String members = settings.keySet().stream()
                .filter(name -> name.startsWith("m"))
                .map(name -> network.innerAddress(name) + ":5701")
                .collect(Collectors.joining(","));
        settings.forEach((name, node) -> {
            launchers.put(name, network.launcher(name));
            node.put("HTTP_HOST", network.outerAddress(name));
            node.put("ADMIN_HOST", network.outerAddress(name));
            node.put("CLUSTER_MEMBERS", members);
            node.put("CLUSTER_HOST", network.innerAddress(name));
            node.put("CLUSTER_PORT", "5701");
            node.put("CLUSTER_SECRET", "the-secret-of-these-machines");
        });
    }

    /** Sets the command that starts a node: these words, then {@code java} and its arguments. */
    public void launchWith(List<String> launcher, String name) {
        launchers.put(name, launcher);
    }

    /** The settings of a node. A change takes effect at the next start. */
    public Map<String, String> settings(String name) {
        return settings.get(name);
    }

    public MuxProcess node(String name) {
        return running.get(name);
    }

    /** Sends a signal to a node, for example {@code STOP}. */
    public void signal(String name, String signal) {
        MuxProcess.signal(node(name).pid(), signal);
    }

    /** Kills a node with SIGKILL, like a power failure. */
    public void kill(String name) {
        node(name).kill();
        running.remove(name);
    }

    /** Stops a node with SIGTERM and checks that it exits with code 0. */
    public void stop(String name) {
        signal(name, "TERM");
        assertThat(node(name).awaitExit()).as(() -> "" + node(name).lines()).isZero();
        running.remove(name);
    }

    /** Waits until a muxer leads, and returns its name. */
    public String awaitLeader() {
        return awaitLeader("");
    }

    /** Waits until a muxer other than {@code former} leads, and returns its name. */
    public String awaitLeader(String former) {
        return await("a leader other than " + former)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> running.keySet().stream()
                                .filter(name -> name.startsWith("m") && !name.equals(former) && isLeader(name))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Whether a node reports that it leads. A node that does not answer yet does not lead. */
    public boolean isLeader(String name) {
        try {
            JsonObject cluster = node(name).status().getJsonObject("cluster");
            return cluster != null && cluster.getBoolean("leads");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** The media sequence number of the last segment in a node's playlist, or 0 if there is none. */
    public long newestMsn(String name) {
        try {
            List<Listed> listed = Listed.in(node(name));
            return listed.isEmpty() ? 0 : listed.get(listed.size() - 1).msn();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    /** Waits until a node lists {@code count} more segments. */
    public void awaitSegments(String name, int count) {
        long msn = newestMsn(name) + count;
        await(name + " lists segment " + msn).until(() -> newestMsn(name) >= msn);
    }

    /** Waits until all these nodes serve the same playlist, byte for byte. */
    public void awaitSamePlaylist(String... names) {
        await("the same playlist on " + String.join(", ", names))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class) // a node that does not listen yet
                .until(() -> {
                    List<String> texts = new ArrayList<>();
                    for (String name : names) {
                        texts.add(MuxProcess.get(node(name).playlist()).body());
                    }
                    return texts.stream().distinct().count() == 1
                            && texts.get(0).contains("#EXTINF");
                });
    }

    /** Checks that a node serves every segment in its playlist. */
    public void assertSegmentsAvailable(String name) {
        node(name).assertSegmentsAvailable();
    }

    @Override
    public void close() {
        running.values().forEach(MuxProcess::close);
    }
}
