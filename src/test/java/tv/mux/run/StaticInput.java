package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tv.mux.model.Position;
import tv.mux.process.OneShotProcess;
import tv.mux.ts.TsSegment;

/**
 * An input whose playlist does not change: a directory that FFmpeg has filled, served over HTTP, with byte ranges.
 *
 * @param base address of the directory, with a slash at the end
 */
record StaticInput(Path folder, String base) {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String BYTES = "bytes=";

    static StaticInput serve(Vertx vertx, Path folder) throws IOException, TimeoutException {
        Path input = Files.createDirectories(folder.resolve("input"));
        int port = vertx.createHttpServer()
                .requestHandler(request -> answer(request, input))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS)
                .actualPort();
        return new StaticInput(input, "http://127.0.0.1:" + port + "/");
    }

    private static void answer(HttpServerRequest request, Path input) {
        String file = input.resolve(request.path().substring(1)).toString();
        String range = request.getHeader("Range");
        if (range == null) {
            request.response()
                    .sendFile(file)
                    .recover(e -> request.response().setStatusCode(404).end());
            return;
        }
        String[] bytes = range.substring(BYTES.length()).split("-", 2);
        long from = Long.parseLong(bytes[0]);
        request.response().setStatusCode(206).sendFile(file, from, Long.parseLong(bytes[1]) - from + 1);
    }

    /** The address of the playlist. */
    String head() {
        return base + "live.m3u8";
    }

    /** Replaces the contents by a test picture, encoded with the given options. */
    void fill(String picture, int seconds, double segmentSeconds, String codecs) throws Exception {
        fill(picture, seconds, segmentSeconds, codecs, "omit_endlist");
    }

    /** The same with segments that need not begin with a key frame. */
    void fillSplitByTime(String picture, int seconds, double segmentSeconds, String codecs) throws Exception {
        fill(picture, seconds, segmentSeconds, codecs, "omit_endlist+split_by_time");
    }

    private void fill(String picture, int seconds, double segmentSeconds, String codecs, String flags)
            throws Exception {
        try (var old = Files.list(folder)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        ffmpeg("-f lavfi -i testsrc2=" + picture + " -f lavfi -i sine=r=48000 -t " + seconds + " " + codecs
                + " -f hls -hls_time " + segmentSeconds + " -hls_list_size 0 -hls_flags " + flags + " live.m3u8");
    }

    /** Runs FFmpeg in the directory, and asserts that it logs no error. */
    void ffmpeg(String arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
        command.addAll(List.of(arguments.split(" ")));
        OneShotProcess process = OneShotProcess.run(command, folder, TIMEOUT);
        assertThat(process.succeeded()).as(process.lastLines()).isTrue();
        assertThat(process.output()).isEmpty();
    }

    /** The position of the first frame. */
    Position start() throws IOException {
        TsSegment first = TsSegment.read(Files.readAllBytes(folder.resolve("live0.ts")));
        return new Position(0, first.video().orElseThrow().first());
    }
}
