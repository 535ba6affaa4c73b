package tv.mux.slate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
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
@ExtendWith(VertxExtension.class)
class SlateVerticleIT {
    @TempDir
    private Path folder;

    private Vertx vertx;
    private final Map<String, String> settings = new HashMap<>();
    private List<Variant> ladder = List.of();

    @BeforeEach
    void setVertx(Vertx vertx) {
        this.vertx = vertx;
    }

    private SlateSegment slate() throws Exception {
        settings.put("HLS_OUTPUT_DIR", folder.toString());
        String id = vertx.deployVerticle(new SlateVerticle(Config.from(settings), 6_000, ladder))
                .await(60, TimeUnit.SECONDS);
        SlateSegment slate =
                new Bus(vertx).request(Addresses.SLATE, Acknowledged.DONE).await(10, TimeUnit.SECONDS);
        vertx.undeploy(id).await(10, TimeUnit.SECONDS);
        return slate;
    }

    private static Path file(SlateSegment slate) {
        return Path.of(slate.files().get(0).path());
    }

    @Test
    void canFollowItselfWithoutAGap() throws Exception {
        SlateSegment slate = slate();
        TsSegment media = TsSegment.read(Files.readAllBytes(file(slate)));
        Track video = media.video().orElseThrow();
        Track audio = media.audio().orElseThrow();

        assertThat(slate.durationMs()).isEqualTo(3_840);
        assertThat(media.independent()).isTrue();
        assertThat(media.tablesFirst()).isTrue();
        assertThat(video.first()).isEqualTo(audio.first());
        assertThat(video.end()).isEqualTo(audio.end());
        assertThat(media.durationTicks()).isEqualTo(3_840 * Stamp.HZ / 1000);
        assertThat(video.codec()).startsWith("avc1.");
        assertThat(audio.codec()).isEqualTo("mp4a.40.2");
        assertThat(slate.files().get(0).bytes()).isEqualTo(Files.size(file(slate)));
    }

    @Test
    void theRenditionsAreAligned() throws Exception {
        ladder = List.of(new Variant(1080, 0, 5_000_000, 192_000), new Variant(360, 0, 600_000, 64_000));
        SlateSegment slate = slate();
        assertThat(slate.files()).hasSize(3);
        TsSegment source = TsSegment.read(Files.readAllBytes(file(slate)));
        for (PendingSegment.File rung : slate.files()) {
            TsSegment media = TsSegment.read(Files.readAllBytes(Path.of(rung.path())));
            assertThat(media.video().orElseThrow().stamps())
                    .isEqualTo(source.video().orElseThrow().stamps());
            assertThat(media.audio().orElseThrow().end())
                    .isEqualTo(source.audio().orElseThrow().end());
        }
        assertThat(slate().files()).as("made once").isEqualTo(slate.files());
    }

    @Test
    void isMadeAgainOnlyIfTheSettingsChangeOrTheFileIsDamaged() throws Exception {
        Path first = file(slate());
        FileTime modified = Files.getLastModifiedTime(first);
        assertThat(file(slate())).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(first)).isEqualTo(modified);

        Files.write(first, new byte[188]);
        assertThat(Files.size(file(slate()))).as("a damaged file is made again").isGreaterThan(188);

        settings.put("SLATE_TEXT", "It's 100 % : another, text");
        assertThat(file(slate())).isNotEqualTo(first).exists();
        assertThat(first).as("the old file is deleted").doesNotExist();
    }

    @Test
    void aPictureMayHaveAnyAspectRatio() throws Exception {
        Path picture = folder.resolve("tall.png");
        OneShotProcess.run(
                List.of("ffmpeg", "-f", "lavfi", "-i", "testsrc=s=301x407", "-frames:v", "1", picture.toString()),
                folder,
                Duration.ofSeconds(30));
        settings.put("SLATE_FILE", picture.toString());

        assertThat(TsSegment.read(Files.readAllBytes(file(slate()))).durationTicks())
                .isEqualTo(3_840 * Stamp.HZ / 1000);
    }

    @Test
    void aFileThatIsNoPictureFailsTheStart() throws Exception {
        Path text = Files.writeString(folder.resolve("no.png"), "no picture");
        settings.put("SLATE_FILE", text.toString());
        assertThatThrownBy(this::slate).hasMessageContaining("SLATE_FILE=" + text + " cannot be made a slate");

        settings.put("SLATE_FILE", folder.resolve("none.png").toString());
        assertThatThrownBy(this::slate).hasMessageContaining("none.png is not allowed: it must be a picture");
    }

    @Test
    void anFfmpegWithoutTheEncodersFailsTheStartWithAHint() throws Exception {
        Path script = folder.resolve("ffmpeg-without-encoders");
        Files.writeString(script, "#!/bin/sh\necho \"Unknown encoder 'libx264'\"\nexit 1\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        settings.put("FFMPEG", script.toString());

        assertThatThrownBy(this::slate)
                .hasMessageContaining("needs the encoders libx264 and aac (Debian: apt-get install ffmpeg)")
                .hasMessageContaining("SLATE_ENABLED=false")
                .hasMessageContaining("Unknown encoder 'libx264'");
        settings.put("SLATE_ENABLED", "false");
        assertThat(slate().empty()).isTrue();
    }
}
