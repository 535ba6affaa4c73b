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
 * A live input of some shape beside those of a farm: FFmpeg has encoded it ahead, and it is listed by the clock from
 * when somebody first asks for it. The farm's book knows the pictures that are passed on.
 */
public final class LiveShape implements Handler<RoutingContext> {
    /** It is not to end: six times as long as it is on air, for machines that are slow. */
    private static final int LENGTH_S = 90;

    private static final double WINDOW_S = 12;
    private static final Duration MOST = Duration.ofMinutes(2);
    private static final long NOT_YET = -1;

    private final Path folder;
    public final String head;
    private final Map<String, SlidingList> lists = new ConcurrentHashMap<>();
    private final AtomicLong began = new AtomicLong(NOT_YET);

    private LiveShape(Path folder, String head) {
        this.folder = folder;
        this.head = head;
    }

    /** Encodes it into a folder of its own, and serves it with the farm. */
    public static LiveShape serve(Farm farm, Shape shape, Path parent) throws IOException {
        Path folder = Files.createDirectories(parent.resolve(shape.name()));
        String path = "/" + shape.name() + "/";
        LiveShape live = new LiveShape(folder, farm.apiUrl() + path + "live.m3u8");
        live.encode(shape);
        if (shape.ownPictures()) {
            farm.book().record(shape.name(), Files.readAllBytes(folder.resolve("whole.ts")));
        }
        farm.server().router().get(path + "*").handler(live);
        return live;
    }

    /** Where it is read. */
    public String head() {
        return head;
    }

    private void encode(Shape shape) throws IOException {
        // The tone and the colours are a shape's own, so that no picture of one looks like one of another.
        int hue = Math.floorMod(shape.name().hashCode(), 360);
        ffmpeg("-f lavfi -i testsrc2=s=320x180:r=25,hue=h=" + hue + " -f lavfi -i sine=r=48000:f=" + (220 + hue)
                + " -t " + LENGTH_S + " " + shape.codecs() + " -f mpegts -muxdelay 0 -muxpreload 0 whole.ts");
        Files.write(folder.resolve("secret"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
        Files.writeString(folder.resolve(Shape.KEY_INFO), "secret\n" + folder.resolve("secret") + "\n");
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
        OneShotProcess once = OneShotProcess.run(command, folder, MOST);
        if (!once.succeeded()) {
            throw new IOException(String.join(" ", command) + ": " + once.lastLines());
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
        began.compareAndSet(NOT_YET, now);
        String whole = text(name);
        if (whole.contains("#EXT-X-STREAM-INF:")) {
            return whole;
        }
        SlidingList list = lists.computeIfAbsent(name, none -> SlidingList.parse(whole));
        double longest = list.entries().stream()
                .mapToDouble(entry -> entry.end() - entry.begin())
                .max()
                .orElse(0);
        return list.at((now - began.get()) / 1e9, Math.max(WINDOW_S, 3 * longest));
    }

    private String text(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
