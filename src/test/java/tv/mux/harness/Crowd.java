package tv.mux.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Players behind a round-robin load balancer: each requests the playlist from another replica every second, and skips a
 * replica that does not answer. The media sequence must never go back for a player.
 */
public final class Crowd implements AutoCloseable {
    private static final Duration RELOAD_INTERVAL = Duration.ofSeconds(1);

    private final List<URI> replicas;
    private final List<Thread> players = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final AtomicLong responses = new AtomicLong();

    /** Starts {@code size} players. */
    public Crowd(int size, List<URI> replicas) {
        this.replicas = List.copyOf(replicas);
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        for (int i = 0; i < size; i++) {
            int first = i;
            Thread player = new Thread(() -> play(client, first), "player-" + i);
            player.setDaemon(true);
            players.add(player);
            player.start();
        }
    }

    private void play(HttpClient client, int first) {
        long newest = 0;
        try {
            for (int turn = first; !end.await(RELOAD_INTERVAL.toMillis(), TimeUnit.MILLISECONDS); turn++) {
                URI replica = replicas.get(turn % replicas.size());
                String playlist;
                try {
                    var response = client.send(
                            HttpRequest.newBuilder(replica)
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            BodyHandlers.ofString());
                    playlist = response.statusCode() == 200 ? response.body() : "";
                } catch (IOException e) {
                    continue; // The replica is down. Try the next one.
                }
                List<Listed> listed = Listed.parse(playlist);
                if (!listed.isEmpty()) {
                    responses.incrementAndGet();
                    long last = listed.get(listed.size() - 1).msn();
                    if (last < newest) {
                        errors.add(replica + " lists up to " + last + ", but " + newest + " was listed before");
                    }
                    newest = last;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A line for each playlist that ended before one that the same player had seen. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** The number of playlists that all players have read. */
    public long responses() {
        return responses.get();
    }

    @Override
    public void close() {
        end.countDown();
    }
}
