package tv.mux.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.mux.demo.LiveInput;
import tv.mux.demo.LiveSegment;
import tv.mux.demo.Spec;

/** Verifies the assumption of the audit: FFmpeg does not change the slices of pictures when it copies a stream. */
@ExtendWith(VertxExtension.class)
class CopyIT {
    @Test
    void picturesAreRecognisedAfterACopyFromAnyKeyFrame(Vertx vertx) throws Exception {
        FrameBook book = new FrameBook();
        ByteArrayOutputStream media = new ByteArrayOutputStream();
        LiveInput input = new LiveInput(
                vertx,
                "ffmpeg",
                Spec.of("one", 320, 180, 25).withSegments(2, 1),
                segment -> record(segment, book, media));
        input.start().await();
        input.stop().await();

        byte[] all = media.toByteArray();
        List<Run> whole = RunFinder.of(List.of(published(copy(all))), book);
        assertThat(whole).hasSize(1);
        assertThat(whole.get(0).first()).isZero();
        assertThat(whole.get(0).last()).isEqualTo(book.count("one") - 1);
        assertThat(whole.get(0).lost() + whole.get(0).repeated() + whole.get(0).unknown())
                .isZero();

        List<Run> rest = RunFinder.of(List.of(published(copy(all, "-ss", "3"))), book);
        assertThat(rest).hasSize(1);
        assertThat(rest.get(0).first()).isEqualTo(75);
        assertThat(rest.get(0).last()).isEqualTo(book.count("one") - 1);
    }

    private static synchronized void record(LiveSegment segment, FrameBook book, ByteArrayOutputStream media) {
        book.record("one", segment.data().getBytes());
        media.writeBytes(segment.data().getBytes());
    }

    private static RunFinder.Published published(byte[] segment) {
        return new RunFinder.Published(1, 0, TsReader.read(segment).frames());
    }

    private static byte[] copy(byte[] media, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-f", "mpegts", "-i", "pipe:0"));
        command.addAll(List.of(options));
        command.addAll(List.of("-c", "copy", "-muxdelay", "0", "-muxpreload", "0", "-f", "mpegts", "pipe:1"));
        Process ffmpeg = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> feed(ffmpeg, media));
        byte[] copied = ffmpeg.getInputStream().readAllBytes();
        writing.get(10, TimeUnit.SECONDS);
        assertThat(ffmpeg.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return copied;
    }

    private static void feed(Process process, byte[] media) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(media);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + process.info(), e);
        }
    }
}
