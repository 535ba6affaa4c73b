package tv.mux.audit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Checks a live output as a player sees it: reloads the playlist, fetches every new segment once, and checks both
 * against RFC 8216. Works on its own thread. Thread-safe.
 */
public final class HlsAudit implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(300);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final double OPEN_TIMEOUT_S = 30;
    /** A removed segment is requested again this long before its guaranteed availability ends. */
    private static final double RECHECK_S = 1.0;

    private final URI uri;
    private final FrameBook book;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final Breaches breaches = new Breaches();
    private final PlaylistAudit list = new PlaylistAudit(breaches, POLL.toMillis() / 1000.0);
    private final SegmentAudit segments = new SegmentAudit(breaches);
    private final List<RunFinder.Published> published = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private final long startNanos = System.nanoTime();

    private HlsAudit(URI uri, FrameBook book) {
        this.uri = uri;
        this.book = book;
        this.thread = new Thread(this::run, "hls-audit");
        thread.setDaemon(true);
    }

    /** Starts an audit. The playlist must exist within 30 s. */
    public static HlsAudit watch(URI playlist, FrameBook book) {
        HlsAudit audit = new HlsAudit(playlist, book);
        audit.thread.start();
        return audit;
    }

    /** Starts an audit that ignores the pictures, for renditions whose pictures are transcoded. */
    public static HlsAudit watch(URI playlist) {
        return watch(playlist, null);
    }

    /** Ends the audit. The findings remain available. */
    public void stop() {
        stopped.countDown();
        thread.interrupt();
        try {
            thread.join(TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** A line for each rule that was violated, including the rules about lost and repeated pictures. */
    public List<String> breaches() {
        Breaches frames = new Breaches();
        for (Run run : runs()) {
            frames.check(run.lost() == 0, "frames lost", run.toString());
            frames.check(run.repeated() == 0, "frames repeated", run.toString());
            frames.check(run.unknown() == 0, "frames of no input", run.toString());
            frames.check(run.again() == 0, "frames shown again", run.toString());
            frames.check(run.missing() == 0, "frames missing over a restart", run.toString());
        }
        List<String> lines = new ArrayList<>(breaches.lines());
        lines.addAll(frames.lines());
        return lines;
    }

    /** {@link #breaches()} without the lines that begin with one of these texts. */
    public List<String> breachesExcept(String... rules) {
        return breaches().stream()
                .filter(breach -> Stream.of(rules).noneMatch(breach::startsWith))
                .toList();
    }

    /** The runs of pictures that the output has shown. */
    public List<Run> runs() {
        synchronized (published) {
            return book == null ? List.of() : RunFinder.of(published, book);
        }
    }

    /** The number of segments that were fetched. */
    public int segments() {
        synchronized (published) {
            return published.size();
        }
    }

    /** The longest time between two new segments, seconds. */
    public double longestWait() {
        synchronized (list) {
            return list.longestWait();
        }
    }

    /**
     * How far the output fell behind real time at most, seconds, 0 or less. Counts from the first segment that was
     * published during the audit.
     */
    public double driftMin() {
        synchronized (list) {
            return list.driftMin();
        }
    }

    /** How far the output ran ahead of real time at most, seconds, 0 or more. */
    public double driftMax() {
        synchronized (list) {
            return list.driftMax();
        }
    }

    /** All findings as text. */
    public String report() {
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "%d segments, longest wait %.2f s, drift %+.2f to %+.2f s%n",
                segments(),
                longestWait(),
                driftMin(),
                driftMax()));
        runs().forEach(run -> out.append("  ").append(run).append(System.lineSeparator()));
        breaches().forEach(breach -> out.append("  BREACH ").append(breach).append(System.lineSeparator()));
        return out.toString();
    }

    private void run() {
        try {
            do {
                poll();
                recheck();
            } while (!stopped.await(POLL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by stop()
        } catch (RuntimeException e) {
            breaches.add("the audit failed", e.toString());
        }
    }

    private void poll() throws InterruptedException {
        HttpResponse<byte[]> response;
        try {
            response = get(uri);
        } catch (IOException e) {
            absent(e.toString());
            return;
        }
        if (response.statusCode() != 200) {
            absent("" + response.statusCode());
            return;
        }
        header(response, "content-type", "application/vnd.apple.mpegurl", "playlist type", uri.getPath());
        List<Playlist.Entry> fresh;
        synchronized (list) {
            fresh = list.check(new String(response.body(), StandardCharsets.UTF_8), now());
        }
        for (Playlist.Entry entry : fresh) {
            fetch(entry);
        }
    }

    /** The playlist may be absent before the first segment only. */
    private void absent(String problem) {
        if (!list.known().isEmpty() || now() > OPEN_TIMEOUT_S) {
            breaches.add("playlist not served", problem);
        }
    }

    private void fetch(Playlist.Entry entry) throws InterruptedException {
        String label = "#" + entry.msn() + ": ";
        try {
            HttpResponse<byte[]> response = get(uri.resolve(entry.uri()));
            if (response.statusCode() != 200) {
                breaches.add("segment not served", label + response.statusCode());
                return;
            }
            header(response, "content-type", "video/mp2t", "segment type", label);
            header(response, "content-length", "" + response.body().length, "segment length", label);
            TsFacts facts = segments.check(entry, response.body());
            synchronized (published) {
                published.add(new RunFinder.Published(entry.msn(), entry.discontinuity(), facts.frames()));
            }
        } catch (IOException e) {
            breaches.add("segment not served", label + e);
        }
    }

    /** A removed segment must be served for its own duration plus that of the playlist (RFC 8216 §6.2.2). */
    private void recheck() throws InterruptedException {
        Deque<PlaylistAudit.Removed> removed = list.removed();
        while (!removed.isEmpty() && removed.peek().due() - RECHECK_S <= now()) {
            PlaylistAudit.Removed next = removed.poll();
            if (now() > next.due()) {
                continue;
            }
            try {
                int status = get(uri.resolve(next.entry().uri())).statusCode();
                breaches.check(
                        status == 200,
                        "segment gone too early",
                        "#" + next.entry().msn() + ": " + status);
            } catch (IOException e) {
                breaches.add("segment gone too early", "#" + next.entry().msn() + ": " + e);
            }
        }
    }

    private void header(HttpResponse<?> response, String name, String expected, String rule, String label) {
        String value = response.headers().firstValue(name).orElse("none");
        breaches.check(value.equalsIgnoreCase(expected), rule, label + " " + value);
    }

    private HttpResponse<byte[]> get(URI address) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(address).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private double now() {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
