package tv.mux.demo;

import io.vertx.core.Vertx;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures the time from the publication of a segment until an edge lists the segment, and until a client has fetched
 * the segment from the edge. Runs three muxers and two edges on this machine, with segments of one second, and polls an
 * edge every two milliseconds. The leader's log contains the time of publication.
 */
public final class VisibleBench {
    private static final int SEGMENTS = 200;
    private static final int WARM_UP = 20;
    private static final long POLL_MS = 2;
    private static final Pattern PUBLISHED = Pattern.compile("(\\S+) INFO +IndexVerticle +segment (\\d+).*");

    private VisibleBench() {}

    /** Takes the path of the jar as its argument. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("mux-bench");
        Vertx vertx = Vertx.vertx();
        DemoServer inputs = new DemoServer(
                vertx,
                "ffmpeg",
                DemoServer.LOOPBACK,
                List.of(Spec.of("one", 640, 360, 25).withSegments(1, 1)),
                (name, segment) -> {});
        inputs.start().await(60, TimeUnit.SECONDS);
        inputs.move("one");
        ClusterVerticle cluster = new ClusterVerticle(
                Path.of(arguments[0]), inputs.apiUrl(), folder, Map.of("HLS_SEGMENT_TIME", "1", "HLS_LIST_SIZE", "10"));
        try {
            vertx.deployVerticle(cluster).await(60, TimeUnit.SECONDS);
            measure(cluster);
        } finally {
            inputs.stop().await(10, TimeUnit.SECONDS);
            vertx.close().await(10, TimeUnit.SECONDS);
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    private static void measure(ClusterVerticle cluster) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        URI playlist = URI.create("http://127.0.0.1:" + ClusterVerticle.port("e1") + "/live/stream.m3u8");
        Map<Long, Instant> listed = new HashMap<>();
        Map<Long, Instant> fetched = new HashMap<>();
        while (listed.size() < SEGMENTS + WARM_UP) {
            for (String line : get(client, playlist).lines().toList()) {
                Matcher segment = Pattern.compile("(\\d+)-.*\\.ts").matcher(line);
                if (segment.matches()) {
                    long msn = Long.parseLong(segment.group(1));
                    if (listed.putIfAbsent(msn, Instant.now()) == null) {
                        get(client, playlist.resolve(line));
                        fetched.put(msn, Instant.now());
                    }
                }
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        Map<Long, Instant> published = published(cluster);
        List<Long> counted = published.keySet().stream()
                .filter(listed::containsKey)
                .sorted()
                .skip(WARM_UP)
                .toList();
        System.out.println(counted.size() + " segments, milliseconds after publication");
        print("listed by an edge", counted, published, listed);
        print("fetched from it", counted, published, fetched);
    }

    private static Map<Long, Instant> published(ClusterVerticle cluster) throws IOException {
        Map<Long, Instant> published = new HashMap<>();
        for (String name : List.of("m1", "m2", "m3")) {
            for (String line : Files.readAllLines(cluster.logFile(name))) {
                Matcher segment = PUBLISHED.matcher(line);
                if (segment.matches()) {
                    published.put(Long.parseLong(segment.group(2)), Instant.parse(segment.group(1)));
                }
            }
        }
        return published;
    }

    private static void print(String what, List<Long> counted, Map<Long, Instant> from, Map<Long, Instant> to) {
        List<Long> sorted = new ArrayList<>();
        counted.forEach(
                msn -> sorted.add(to.get(msn).toEpochMilli() - from.get(msn).toEpochMilli()));
        sorted.sort(null);
        System.out.printf(
                Locale.ROOT,
                "%-20s p50 %d, p99 %d, longest %d%n",
                what,
                sorted.get(sorted.size() / 2),
                sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1),
                sorted.get(sorted.size() - 1));
    }

    private static String get(HttpClient client, URI address) throws InterruptedException {
        try {
            var response = client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
            return response.statusCode() == 200 ? response.body() : "";
        } catch (IOException e) {
            return ""; // the node is starting
        }
    }
}
