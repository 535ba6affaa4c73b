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
 * Players that go to several replicas in turn, as any round-robin sends them, and go to the next one where one does not
 * answer.
 */
public final class Crowd implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final List<URI> replicas;
    private final List<Thread> players = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    public final List<String> wrong = new CopyOnWriteArrayList<>();
    public final AtomicLong answers = new AtomicLong();

    /** So many players, which begin at once. */
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
            for (int turn = first; !end.await(EVERY.toMillis(), TimeUnit.MILLISECONDS); turn++) {
                URI replica = replicas.get(turn % replicas.size());
                String playlist;
                try {
                    var answer = client.send(
                            HttpRequest.newBuilder(replica)
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            BodyHandlers.ofString());
                    playlist = answer.statusCode() == 200 ? answer.body() : "";
                } catch (IOException e) {
                    continue; // it is down: on to the next one
                }
                List<Listed> listed = Listed.parse(playlist);
                if (!listed.isEmpty()) {
                    answers.incrementAndGet();
                    long last = listed.get(listed.size() - 1).msn();
                    if (last < newest) {
                        wrong.add(replica + " lists up to " + last + ", " + newest + " was listed before");
                    }
                    newest = last;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What no player should have seen. */
    public List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** How many playlists were read so far. */
    public long answers() {
        return answers.get();
    }

    @Override
    public void close() {
        end.countDown();
    }
}
