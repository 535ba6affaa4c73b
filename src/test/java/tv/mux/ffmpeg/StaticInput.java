package tv.mux.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tv.mux.bus.Position;
import tv.mux.ts.TsSegment;

/** An input that does not move: a folder that FFmpeg has filled, served as it is. */
record StaticInput(Path folder, String head) {

    static StaticInput serve(Vertx vertx, Path folder) throws IOException, TimeoutException {
        Path input = Files.createDirectories(folder.resolve("input"));
        int port = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .sendFile(input.resolve(request.path().substring(1)).toString())
                        .recover(e -> request.response().setStatusCode(404).end()))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS)
                .actualPort();
        return new StaticInput(input, "http://127.0.0.1:" + port + "/live.m3u8");
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
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
        command.addAll(List.of(("-f lavfi -i testsrc2=" + picture + " -f lavfi -i sine=r=48000 -t " + seconds + " "
                        + codecs + " -f hls -hls_time " + segmentSeconds
                        + " -hls_list_size 0 -hls_flags " + flags + " live.m3u8")
                .split(" ")));
        Path said = folder.resolveSibling("said.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(said, StandardCharsets.UTF_8)).isEmpty();
    }

    /** Where it begins. */
    Position start() throws IOException {
        TsSegment first = TsSegment.read(Files.readAllBytes(folder.resolve("live0.ts")));
        return new Position(0, first.video().orElseThrow().first());
    }
}
