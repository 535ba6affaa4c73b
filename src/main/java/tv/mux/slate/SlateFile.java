package tv.mux.slate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.config.Config;
import tv.mux.config.Variant;
import tv.mux.media.Stamp;
import tv.mux.model.PendingSegment;
import tv.mux.model.SlateSegment;
import tv.mux.process.OneShotProcess;
import tv.mux.ts.TsException;
import tv.mux.ts.TsSegment;

/** The slate on disk: made where it is not there yet as it is to be. Blocks: not for an event loop. */
final class SlateFile {
    private static final Logger LOG = LoggerFactory.getLogger(SlateFile.class);
    private static final Duration MOST = Duration.ofSeconds(60);
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;
    private static final int VIDEO_BITRATE = 1_500_000;
    private static final int AUDIO_BITRATE = 96_000;

    private final Config config;
    private final List<Variant> ladder;
    private final long durationMs;
    private final Path directory;

    /**
     * With the settings of the slate.
     *
     * @param targetMs no segment may be longer, milliseconds
     * @param ladder the renditions beside the source that the stream was born with
     */
    SlateFile(Config config, long targetMs, List<Variant> ladder) {
        this.config = config;
        this.ladder = List.copyOf(ladder);
        this.durationMs =
                SlateCommand.durationMs(Math.min(config.hls().segmentTime().toMillis(), targetMs));
        this.directory = config.hls().outputDir().resolve("slate");
    }

    /**
     * The slate.
     *
     * @throws IOException when it cannot be made; the message names the setting and says what is allowed
     */
    SlateSegment card() throws IOException {
        if (!config.slate().enabled()) {
            return SlateSegment.NONE;
        }
        Optional<Path> picture = config.slate().picture();
        if (picture.filter(file -> !Files.isReadable(file) || Files.isDirectory(file))
                .isPresent()) {
            throw new IOException(
                    "SLATE_FILE=" + picture.get() + " is not allowed: it must be a picture that can be read");
        }
        String text = picture.isPresent() ? "" : config.slate().text();
        List<SlateCommand.Job> jobs = new ArrayList<>();
        jobs.add(new SlateCommand.Job(WIDTH, HEIGHT, text, picture, durationMs, VIDEO_BITRATE, AUDIO_BITRATE));
        for (Variant rung : ladder) {
            int height = Math.min(HEIGHT, rung.height() / 2 * 2);
            int width = Math.min(WIDTH, Math.round(height * (float) WIDTH / HEIGHT / 2) * 2);
            jobs.add(new SlateCommand.Job(
                    width, height, text, picture, durationMs, rung.videoBitrate(), rung.audioBitrate()));
        }
        List<Path> files = new ArrayList<>();
        for (SlateCommand.Job job : jobs) {
            files.add(directory.resolve(key(job) + ".ts"));
        }
        clear(files);
        List<PendingSegment.File> made = new ArrayList<>();
        for (int n = 0; n < jobs.size(); n++) {
            if (!usable(files.get(n))) {
                make(jobs.get(n), files.get(n));
            }
            made.add(new PendingSegment.File(files.get(n).toString(), Files.size(files.get(n))));
        }
        return new SlateSegment(made, durationMs);
    }

    /** Another text, picture or length is another slate. */
    private static String key(SlateCommand.Job job) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(
                    (job.text() + "\n" + String.join("\n", SlateCommand.of("", job))).getBytes(StandardCharsets.UTF_8));
            if (job.picture().isPresent()) {
                digest.update(Files.readAllBytes(job.picture().get()));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private boolean usable(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            TsSegment media = TsSegment.read(Files.readAllBytes(file));
            return media.independent()
                    && media.audio().isPresent()
                    && Math.abs(Stamp.millis(media.durationTicks()) - durationMs) <= 1;
        } catch (TsException e) {
            return false;
        }
    }

    private void make(SlateCommand.Job job, Path file) throws IOException {
        Path made = directory.resolve(SlateCommand.MIDDLE);
        Files.writeString(directory.resolve(SlateCommand.TEXT_FILE), job.text());
        OneShotProcess once = OneShotProcess.run(SlateCommand.of(config.ffmpeg().path(), job), directory, MOST);
        if (!once.succeeded() && !job.text().isBlank()) {
            OneShotProcess bare =
                    OneShotProcess.run(SlateCommand.of(config.ffmpeg().path(), job.withoutText()), directory, MOST);
            if (bare.succeeded()) {
                LOG.warn("the slate bears no text: FFmpeg cannot draw it ({})", once.lastLines());
            }
            once = bare;
        }
        if (!once.succeeded() || !usable(made)) {
            throw new IOException(why(job) + ": " + once.lastLines());
        }
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        LOG.info("the slate is made: {} ms, {} bytes, {}", durationMs, Files.size(file), file);
    }

    private String why(SlateCommand.Job job) {
        return job.picture()
                .map(picture -> "SLATE_FILE=" + picture + " cannot be made a slate")
                .orElse("FFMPEG=" + config.ffmpeg().path() + " cannot make the slate: it needs the encoders libx264 and"
                        + " aac (Debian: apt-get install ffmpeg), or set SLATE_ENABLED=false");
    }

    /** What was made before, for other settings, or in part, goes. */
    private void clear(List<Path> butNot) throws IOException {
        Files.createDirectories(directory);
        try (var files = Files.list(directory)) {
            for (Path file : files.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> !butNot.contains(file) || Files.isSymbolicLink(file))
                    .toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
