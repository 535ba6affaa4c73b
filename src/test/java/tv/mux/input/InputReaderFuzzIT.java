package tv.mux.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.mux.config.Config;
import tv.mux.input.fault.InputException;
import tv.mux.input.fetch.InputClient;

/** Runs the reader against a server that sends mutated or truncated playlists and segments, or random bytes. */
@ExtendWith(VertxExtension.class)
class InputReaderFuzzIT {
    private static final int READERS = 60;
    private static final int ITEMS = 6;
    private static final int MAX_BYTES = 20_000;

    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();

    @Test
    void causesNoUncaughtException(Vertx vertx) throws Exception {
        vertx.exceptionHandler(uncaught::add);
        Random random = new Random(3);
        AtomicLong first = new AtomicLong(10);
        int port = vertx.createHttpServer()
                .requestHandler(request -> respond(request, random, first))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS)
                .actualPort();
        InputClient client = new InputClient(vertx, new Config.Input(List.of()), new SimpleMeterRegistry());
        int items = 0;
        for (int i = 0; i < READERS; i++) {
            InputReader reader = new InputReader(
                    vertx,
                    client,
                    "http://127.0.0.1:" + port + "/" + i + "/live.m3u8",
                    new InputReader.Start(null, false, 0, 0, 400),
                    trouble -> assertThat(trouble.detail()).doesNotContain("\n"));
            try {
                reader.open().await(2, TimeUnit.SECONDS);
                for (int n = 0; n < ITEMS; n++) {
                    InputItem item = reader.next().await(300, TimeUnit.MILLISECONDS);
                    items++;
                    if (item instanceof InputItem.Segment segment) {
                        assertThat(segment.bytes().length).isLessThanOrEqualTo(2 * MAX_BYTES);
                    }
                }
            } catch (TimeoutException | InputException e) {
                // Both are correct: the input delivers nothing, or the failure has a cause.
            } finally {
                reader.close();
            }
        }
        client.close().await(10, TimeUnit.SECONDS);
        System.out.println("InputReaderFuzzIT: " + READERS + " inputs, " + items + " items read");
        assertThat(items).as("some items are read").isPositive();
        assertThat(uncaught).isEmpty();
    }

    private static synchronized void respond(HttpServerRequest request, Random random, AtomicLong first) {
        boolean isPlaylist = request.path().endsWith(".m3u8");
        byte[] valid = isPlaylist
                ? text(first.getAndAdd(random.nextInt(3)), random).getBytes(StandardCharsets.UTF_8)
                : LiveServer.segment(request.path()).getBytes();
        byte[] bytes = random.nextInt(3) == 0 ? mutated(valid, random) : valid;
        request.response().setStatusCode(random.nextInt(12) == 0 ? random.nextInt(200, 600) : 200);
        if (random.nextInt(15) == 0) {
            request.response().putHeader("Content-Length", "" + (bytes.length + 1 + random.nextInt(9)));
            request.response().write(Buffer.buffer(bytes)).onComplete(written -> request.connection()
                    .close());
        } else {
            request.response().end(Buffer.buffer(bytes));
        }
    }

    /** Returns a playlist with random tags for keys, init sections, byte ranges, discontinuities and gaps. */
    private static String text(long first, Random random) {
        StringBuilder text =
                new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:0\n#EXT-X-MEDIA-SEQUENCE:" + first + "\n");
        for (long n = first; n < first + 5; n++) {
            text.append(
                    switch (random.nextInt(14)) {
                        case 0 -> "#EXT-X-KEY:METHOD=AES-128,URI=\"key" + n + "\"\n";
                        case 1 -> "#EXT-X-KEY:METHOD=NONE\n";
                        case 2 -> "#EXT-X-MAP:URI=\"init" + n + "\"\n";
                        case 3 -> "#EXT-X-BYTERANGE:188@" + 188 * random.nextInt(2) + "\n";
                        case 4 -> "#EXT-X-DISCONTINUITY\n";
                        case 5 -> "#EXT-X-GAP\n";
                        default -> "";
                    });
            text.append("#EXTINF:0.4,\n").append(n).append(".ts\n");
        }
        return text.toString();
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> {
                byte[] noise = new byte[random.nextInt(MAX_BYTES)];
                random.nextBytes(noise);
                return noise;
            }
            case 1 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            default -> {
                byte[] other = bytes.clone();
                for (int n = 1 + random.nextInt(6); n > 0; n--) {
                    other[random.nextInt(other.length)] = (byte) random.nextInt(256);
                }
                return other;
            }
        }
    }
}
