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

/**
 * The segment files of the slate. They are kept on disk and made again only if the settings change or a file is
 * damaged. Blocks, so it must not be used on an event loop.
 */
final class SlateFile {
    private static final Logger LOG = LoggerFactory.getLogger(SlateFile.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;
    private static final int VIDEO_BITRATE = 1_500_000;
    private static final int AUDIO_BITRATE = 96_000;

    private final Config config;
    private final List<Variant> ladder;
    private final long durationMs;
    private final Path directory;

    /**
     * Creates an instance; makes no file yet.
     *
     * @param targetMs maximum duration of a segment in milliseconds
     * @param ladder the variants of the stream besides the source
     */
    SlateFile(Config config, long targetMs, List<Variant> ladder) {
        this.config = config;
        this.ladder = List.copyOf(ladder);
        this.durationMs =
                SlateCommand.durationMs(Math.min(config.hls().segmentTime().toMillis(), targetMs));
        this.directory = config.hls().outputDir().resolve("slate");
    }

    /**
     * Returns the slate, and makes the files that are missing.
     *
     * @throws IOException if the slate cannot be made; the message names the setting and what is allowed
     */
    SlateSegment prepare() throws IOException {
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
            files.add(directory.resolve(name(job) + ".ts"));
        }
        deleteOthers(files);
        List<PendingSegment.File> renditions = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            if (!usable(files.get(i))) {
                make(jobs.get(i), files.get(i));
            }
            renditions.add(new PendingSegment.File(files.get(i).toString(), Files.size(files.get(i))));
        }
        return new SlateSegment(renditions, durationMs);
    }

    /** The name of the file, which depends on all that the slate is made from. */
    private static String name(SlateCommand.Job job) throws IOException {
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
        Path output = directory.resolve(SlateCommand.OUTPUT_FILE);
        Files.writeString(directory.resolve(SlateCommand.TEXT_FILE), job.text());
        OneShotProcess process =
                OneShotProcess.run(SlateCommand.of(config.ffmpeg().path(), job), directory, TIMEOUT);
        if (!process.succeeded() && !job.text().isBlank()) {
            OneShotProcess withoutText =
                    OneShotProcess.run(SlateCommand.of(config.ffmpeg().path(), job.withoutText()), directory, TIMEOUT);
            if (withoutText.succeeded()) {
                LOG.warn(
                        "the slate has no text, as FFmpeg cannot draw it ({}); install a font and an FFmpeg with the"
                                + " filter drawtext",
                        process.lastLines());
            }
            process = withoutText;
        }
        if (!process.succeeded() || !usable(output)) {
            throw new IOException(failure(job) + ": " + process.lastLines());
        }
        Files.move(output, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        LOG.info("slate made: {} ms, {} bytes, {}", durationMs, Files.size(file), file);
    }

    private String failure(SlateCommand.Job job) {
        return job.picture()
                .map(picture -> "SLATE_FILE=" + picture + " cannot be made a slate")
                .orElse("FFMPEG=" + config.ffmpeg().path() + " cannot make the slate: it needs the encoders libx264 and"
                        + " aac (Debian: apt-get install ffmpeg), or set SLATE_ENABLED=false");
    }

    /** Deletes slates that were made with other settings, and incomplete files. */
    private void deleteOthers(List<Path> keep) throws IOException {
        Files.createDirectories(directory);
        try (var files = Files.list(directory)) {
            for (Path file : files.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> !keep.contains(file) || Files.isSymbolicLink(file))
                    .toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
