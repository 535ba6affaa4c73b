package tv.mux.slate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.Heavy;
import tv.mux.bus.Acknowledged;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.config.Config;
import tv.mux.config.Variant;
import tv.mux.media.Stamp;
import tv.mux.model.PendingSegment;
import tv.mux.model.SlateSegment;
import tv.mux.process.OneShotProcess;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

@Heavy
class SlateVerticleIT {
    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, String> settings = new HashMap<>();
    private List<Variant> ladder = List.of();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private SlateSegment card() throws Exception {
        settings.put("HLS_OUTPUT_DIR", folder.toString());
        String id = vertx.deployVerticle(new SlateVerticle(Config.from(settings), 6_000, ladder))
                .await(60, TimeUnit.SECONDS);
        SlateSegment card =
                new Bus(vertx).request(Addresses.SLATE, Acknowledged.DONE).await(10, TimeUnit.SECONDS);
        vertx.undeploy(id).await(10, TimeUnit.SECONDS);
        return card;
    }

    private static Path file(SlateSegment card) {
        return Path.of(card.files().get(0).path());
    }

    @Test
    void joinsOnToItselfWithoutASeam() throws Exception {
        SlateSegment card = card();
        TsSegment media = TsSegment.read(Files.readAllBytes(file(card)));
        Track video = media.video().orElseThrow();
        Track audio = media.audio().orElseThrow();

        assertThat(card.durationMs()).isEqualTo(3_840);
        assertThat(media.independent()).isTrue();
        assertThat(media.tablesFirst()).isTrue();
        assertThat(video.first()).isEqualTo(audio.first());
        assertThat(video.end()).isEqualTo(audio.end());
        assertThat(media.durationTicks()).isEqualTo(3_840 * Stamp.HZ / 1000);
        assertThat(video.codec()).startsWith("avc1.");
        assertThat(audio.codec()).isEqualTo("mp4a.40.2");
        assertThat(card.files().get(0).bytes()).isEqualTo(Files.size(file(card)));
    }

    @Test
    void everyRenditionHasItsOwnInStepWithTheOthers() throws Exception {
        ladder = List.of(new Variant(1080, 0, 5_000_000, 192_000), new Variant(360, 0, 600_000, 64_000));
        SlateSegment card = card();
        assertThat(card.files()).hasSize(3);
        TsSegment source = TsSegment.read(Files.readAllBytes(file(card)));
        for (PendingSegment.File rung : card.files()) {
            TsSegment media = TsSegment.read(Files.readAllBytes(Path.of(rung.path())));
            assertThat(media.video().orElseThrow().stamps())
                    .isEqualTo(source.video().orElseThrow().stamps());
            assertThat(media.audio().orElseThrow().end())
                    .isEqualTo(source.audio().orElseThrow().end());
        }
        assertThat(card().files()).as("made once").isEqualTo(card.files());
    }

    @Test
    void isMadeOnceAndAgainWhenItIsToBeAnotherOrIsBroken() throws Exception {
        Path first = file(card());
        FileTime made = Files.getLastModifiedTime(first);
        assertThat(file(card())).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(first)).isEqualTo(made);

        Files.write(first, new byte[188]);
        assertThat(Files.size(file(card()))).as("what is broken is made anew").isGreaterThan(188);

        settings.put("SLATE_TEXT", "It's 100 % : another, text");
        assertThat(file(card())).isNotEqualTo(first).exists();
        assertThat(first).as("the old one goes").doesNotExist();
    }

    @Test
    void aPictureOfAnyShape() throws Exception {
        Path picture = folder.resolve("tall.png");
        OneShotProcess.run(
                List.of("ffmpeg", "-f", "lavfi", "-i", "testsrc=s=301x407", "-frames:v", "1", picture.toString()),
                folder,
                Duration.ofSeconds(30));
        settings.put("SLATE_FILE", picture.toString());

        assertThat(TsSegment.read(Files.readAllBytes(file(card()))).durationTicks())
                .isEqualTo(3_840 * Stamp.HZ / 1000);
    }

    @Test
    void whatIsNoPictureStopsTheStart() throws Exception {
        Path text = Files.writeString(folder.resolve("no.png"), "no picture");
        settings.put("SLATE_FILE", text.toString());
        assertThatThrownBy(this::card).hasMessageContaining("SLATE_FILE=" + text + " cannot be made a slate");

        settings.put("SLATE_FILE", folder.resolve("none.png").toString());
        assertThatThrownBy(this::card).hasMessageContaining("none.png is not allowed: it must be a picture");
    }

    @Test
    void anFfmpegWithoutItsEncodersStopsTheStartAndSaysWhatToInstall() throws Exception {
        Path poor = folder.resolve("poor-ffmpeg");
        Files.writeString(poor, "#!/bin/sh\necho \"Unknown encoder 'libx264'\"\nexit 1\n");
        assertThat(poor.toFile().setExecutable(true)).isTrue();
        settings.put("FFMPEG", poor.toString());

        assertThatThrownBy(this::card)
                .hasMessageContaining("needs the encoders libx264 and aac (Debian: apt-get install ffmpeg)")
                .hasMessageContaining("SLATE_ENABLED=false")
                .hasMessageContaining("Unknown encoder 'libx264'");
        settings.put("SLATE_ENABLED", "false");
        assertThat(card().empty()).isTrue();
    }
}
