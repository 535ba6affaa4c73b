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

/**
 * Watches a live playlist from outside, as a player would, on a thread of its own: reloads it, fetches every new
 * segment once, and holds both to what a live server promises. Its findings may be read from any thread at any time.
 */
public final class HlsAudit implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(300);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final double OPEN_TIMEOUT_S = 30;
    /** How long before its time is up a segment that left the list is asked for. */
    private static final double RECHECK_S = 1.0;

    private final URI uri;
    private final FrameBook book;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final Breaches breaches = new Breaches();
    private final ListAudit list = new ListAudit(breaches, POLL.toMillis() / 1000.0);
    private final SegmentAudit segments = new SegmentAudit(breaches);
    private final List<Runs.Shown> shown = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private final long origin = System.nanoTime();

    private HlsAudit(URI uri, FrameBook book) {
        this.uri = uri;
        this.book = book;
        this.thread = new Thread(this::run, "hls-audit");
        thread.setDaemon(true);
    }

    /** Begins to watch; a playlist that is not there yet is waited for, 30 s. */
    public static HlsAudit watch(URI playlist, FrameBook book) {
        HlsAudit audit = new HlsAudit(playlist, book);
        audit.thread.start();
        return audit;
    }

    /** The same, without a look at the pictures: for renditions that show them encoded anew. */
    public static HlsAudit watch(URI playlist) {
        return watch(playlist, null);
    }

    /** Stops watching; what was found stays. */
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

    /** A line for each rule that was broken, frames lost or shown again among them; none when all is well. */
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

    /** What the output showed, run by run. */
    public List<Run> runs() {
        synchronized (shown) {
            return book == null ? List.of() : Runs.of(shown, book);
        }
    }

    /** How many segments were fetched. */
    public int segments() {
        synchronized (shown) {
            return shown.size();
        }
    }

    /** The longest time between two new segments, seconds. */
    public double longestWait() {
        synchronized (list) {
            return list.longestWait();
        }
    }

    /**
     * How far the output fell behind the clock at worst since the first segment that was seen to arrive, seconds, 0 or
     * less.
     */
    public double driftMin() {
        synchronized (list) {
            return list.driftMin();
        }
    }

    /** How far the output ran ahead of the clock at worst, seconds, 0 or more. */
    public double driftMax() {
        synchronized (list) {
            return list.driftMax();
        }
    }

    /** All that was found, for people. */
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
            Thread.currentThread().interrupt(); // stop() does this.
        } catch (RuntimeException e) {
            breaches.add("the auditor failed", e.toString());
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
            fresh = list.take(new String(response.body(), StandardCharsets.UTF_8), now());
        }
        for (Playlist.Entry entry : fresh) {
            fetch(entry);
        }
    }

    /** Before the first segment there may be none; after it there must be. */
    private void absent(String what) {
        if (!list.known().isEmpty() || now() > OPEN_TIMEOUT_S) {
            breaches.add("playlist answers", what);
        }
    }

    private void fetch(Playlist.Entry entry) throws InterruptedException {
        String label = "#" + entry.msn() + ": ";
        try {
            HttpResponse<byte[]> response = get(uri.resolve(entry.uri()));
            if (response.statusCode() != 200) {
                breaches.add("segment answers", label + response.statusCode());
                return;
            }
            header(response, "content-type", "video/mp2t", "segment type", label);
            header(response, "content-length", "" + response.body().length, "segment length", label);
            TsFacts facts = segments.take(entry, response.body());
            synchronized (shown) {
                shown.add(new Runs.Shown(entry.msn(), entry.discontinuity(), facts.frames()));
            }
        } catch (IOException e) {
            breaches.add("segment answers", label + e);
        }
    }

    /** What left the list must be served for its own duration and the list's (RFC 8216 §6.2.2). */
    private void recheck() throws InterruptedException {
        Deque<ListAudit.Left> left = list.left();
        while (!left.isEmpty() && left.peek().due() - RECHECK_S <= now()) {
            ListAudit.Left next = left.poll();
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

    private void header(HttpResponse<?> response, String name, String wanted, String rule, String label) {
        String value = response.headers().firstValue(name).orElse("none");
        breaches.check(value.equalsIgnoreCase(wanted), rule, label + " " + value);
    }

    private HttpResponse<byte[]> get(URI address) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(address).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private double now() {
        return (System.nanoTime() - origin) / 1e9;
    }
}
