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
 * An input that does not move: a folder that FFmpeg has filled, served as it is, whole files and ranges of them.
 *
 * @param folder what is served
 * @param base where, with a slash behind
 */
record StaticInput(Path folder, String base) {
    private static final Duration MOST = Duration.ofSeconds(60);
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

    /** The playlist that FFmpeg is told to write. */
    String head() {
        return base + "live.m3u8";
    }

    /** Fills it anew: so many seconds of a test picture, as it is to be encoded. */
    void fill(String picture, int seconds, double segmentSeconds, String codecs) throws Exception {
        fill(picture, seconds, segmentSeconds, codecs, "omit_endlist");
    }

    /** The same, with segments that begin anywhere. */
    void fillAnyhow(String picture, int seconds, double segmentSeconds, String codecs) throws Exception {
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

    /** Runs FFmpeg in the folder, which is to have nothing to complain of. */
    void ffmpeg(String words) throws IOException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
        command.addAll(List.of(words.split(" ")));
        OneShotProcess once = OneShotProcess.run(command, folder, MOST);
        assertThat(once.succeeded()).as(once.lastLines()).isTrue();
        assertThat(once.output()).isEmpty();
    }

    /** Where it begins. */
    Position start() throws IOException {
        TsSegment first = TsSegment.read(Files.readAllBytes(folder.resolve("live0.ts")));
        return new Position(0, first.video().orElseThrow().first());
    }
}
