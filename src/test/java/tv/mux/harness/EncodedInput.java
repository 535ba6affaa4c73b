package tv.mux.harness;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import tv.mux.audit.Farm;
import tv.mux.process.OneShotProcess;

/**
 * A live input that FFmpeg has encoded in advance, in addition to the inputs of a farm. Its playlists start to move at
 * the first request. The farm's frame book knows its pictures if Mux passes them through.
 */
public final class EncodedInput implements Handler<RoutingContext> {
    /** Six times the time on air, so that the input does not end on a slow machine. */
    private static final int LENGTH_S = 90;

    private static final double WINDOW_S = 12;
    private static final Duration ENCODE_TIMEOUT = Duration.ofMinutes(2);
    private static final long NOT_STARTED = -1;

    private final Path folder;
    private final String head;
    private final Map<String, SlidingList> lists = new ConcurrentHashMap<>();
    private final AtomicLong start = new AtomicLong(NOT_STARTED);

    private EncodedInput(Path folder, String head) {
        this.folder = folder;
        this.head = head;
    }

    /** Encodes an input into its own folder, and serves it on the farm's HTTP server. */
    public static EncodedInput serve(Farm farm, InputShape shape, Path parent) throws IOException {
        Path folder = Files.createDirectories(parent.resolve(shape.name()));
        String path = "/" + shape.name() + "/";
        EncodedInput input = new EncodedInput(folder, farm.apiUrl() + path + "live.m3u8");
        input.encode(shape);
        if (shape.keepsPictures()) {
            farm.book().record(shape.name(), Files.readAllBytes(folder.resolve("whole.ts")));
        }
        farm.server().router().get(path + "*").handler(input);
        return input;
    }

    /** The address of the playlist that Mux reads. */
    public String head() {
        return head;
    }

    private void encode(InputShape shape) throws IOException {
        // Each shape has its own tone and colours, so that no two inputs have the same picture.
        int hue = Math.floorMod(shape.name().hashCode(), 360);
        ffmpeg("-f lavfi -i testsrc2=s=320x180:r=25,hue=h=" + hue + " -f lavfi -i sine=r=48000:f=" + (220 + hue)
                + " -t " + LENGTH_S + " " + shape.codecs() + " -f mpegts -muxdelay 0 -muxpreload 0 whole.ts");
        Files.write(folder.resolve("secret"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
        Files.writeString(folder.resolve(InputShape.KEY_INFO), "secret\n" + folder.resolve("secret") + "\n");
        for (String output : shape.outputs()) {
            ffmpeg("-i whole.ts " + output);
        }
        if (!shape.master().isEmpty()) {
            Files.writeString(folder.resolve("live.m3u8"), shape.master());
        }
    }

    private void ffmpeg(String words) throws IOException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
        command.addAll(List.of(words.split(" ")));
        OneShotProcess process = OneShotProcess.run(command, folder, ENCODE_TIMEOUT);
        if (!process.succeeded()) {
            throw new IOException(String.join(" ", command) + ": " + process.lastLines());
        }
    }

    @Override
    public void handle(RoutingContext request) {
        String name = Path.of(request.normalizedPath()).getFileName().toString();
        if (!name.endsWith(".m3u8")) {
            request.response().sendFile(folder.resolve(name).toString()).onFailure(e -> request.fail(404));
            return;
        }
        request.response()
                .putHeader("Content-Type", "application/vnd.apple.mpegurl")
                .putHeader("Cache-Control", "no-store")
                .end(playlist(name));
    }

    private String playlist(String name) {
        long now = System.nanoTime();
        start.compareAndSet(NOT_STARTED, now);
        String whole = text(name);
        if (whole.contains("#EXT-X-STREAM-INF:")) {
            return whole;
        }
        SlidingList list = lists.computeIfAbsent(name, key -> SlidingList.parse(whole));
        double longest = list.entries().stream()
                .mapToDouble(entry -> entry.end() - entry.begin())
                .max()
                .orElse(0);
        return list.at((now - start.get()) / 1e9, Math.max(WINDOW_S, 3 * longest));
    }

    private String text(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
