package tv.mux.slate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Builds the FFmpeg command line that makes the slate. The slate can follow itself without a gap: its duration is a
 * whole number of both pictures and audio frames, and it is the middle one of three segments, so it has neither the
 * beginning nor the end of the encoded audio. Pure.
 */
final class SlateCommand {
    /** The duration is a multiple of this, in ms: whole pictures of 1/25 s and whole AAC frames of 1024/48000 s. */
    static final long UNIT_MS = 320;

    /** The output file that becomes the slate. */
    static final String OUTPUT_FILE = "slate_1.ts";

    /** The file with the text, in the working directory. The text is in no argument, so FFmpeg cannot misread it. */
    static final String TEXT_FILE = "text.txt";

    private static final int FPS = 25;
    private static final String BACKGROUND = "0x14161c";

    /**
     * The slate of one rendition.
     *
     * @param width width of the picture
     * @param height height of the picture
     * @param text text on a plain background; may be empty
     * @param picture picture file to show instead of the text
     * @param durationMs duration in milliseconds, a multiple of {@link #UNIT_MS}
     * @param videoBitrate maximum bit rate of the video in bits a second
     * @param audioBitrate bit rate of the silence in bits a second
     */
    record Job(
            int width,
            int height,
            String text,
            Optional<Path> picture,
            long durationMs,
            int videoBitrate,
            int audioBitrate) {
        Job withoutText() {
            return new Job(width, height, "", picture, durationMs, videoBitrate, audioBitrate);
        }
    }

    private SlateCommand() {}

    /** The duration of a slate that replaces segments of a given duration and is not longer, in milliseconds. */
    static long durationMs(long segmentMs) {
        return Math.max(1, segmentMs / UNIT_MS) * UNIT_MS;
    }

    static List<String> of(String ffmpeg, Job job) {
        List<String> command = new ArrayList<>(List.of(ffmpeg, "-hide_banner", "-nostdin", "-loglevel", "error", "-y"));
        job.picture()
                .ifPresentOrElse(
                        picture -> command.addAll(List.of(
                                "-loop", "1", "-framerate", "" + FPS, "-i", "file:" + picture.toAbsolutePath())),
                        () -> command.addAll(List.of("-f", "lavfi", "-i", background(job))));
        String length = seconds(job.durationMs());
        String gop = "" + job.durationMs() * FPS / 1000;
        command.addAll(List.of("-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo", "-t", seconds(3 * job.durationMs())));
        command.addAll(List.of("-map", "0:v:0", "-map", "1:a:0", "-vf", filter(job), "-r", "" + FPS));
        command.addAll(List.of("-c:v", "libx264", "-preset", "medium", "-tune", "stillimage", "-profile:v", "high"));
        command.addAll(List.of("-threads", "2", "-bf", "0", "-g", gop, "-keyint_min", gop, "-sc_threshold", "0"));
        String maxRate = "" + job.videoBitrate();
        command.addAll(List.of("-crf", "22", "-maxrate", maxRate, "-bufsize", maxRate, "-pix_fmt", "yuv420p"));
        command.addAll(List.of("-c:a", "aac", "-b:a", "" + job.audioBitrate(), "-ac", "2", "-ar", "48000"));
        command.addAll(List.of("-muxdelay", "0", "-muxpreload", "0", "-f", "segment", "-segment_time", length));
        command.addAll(List.of("-segment_time_delta", "0.02", "-segment_format", "mpegts"));
        command.addAll(List.of("-segment_format_options", "avoid_negative_ts=disabled", "slate_%d.ts"));
        return List.copyOf(command);
    }

    private static String background(Job job) {
        return "color=c=" + BACKGROUND + ":s=" + job.width() + "x" + job.height() + ":r=" + FPS;
    }

    /** The filter that shows the whole picture, with bars around it if necessary, or the text as large as it fits. */
    private static String filter(Job job) {
        if (job.picture().isPresent()) {
            String size = job.width() + ":" + job.height();
            return "scale=" + size + ":force_original_aspect_ratio=decrease:force_divisible_by=2,pad=" + size
                    + ":(ow-iw)/2:(oh-ih)/2:color=" + BACKGROUND + ",setsar=1";
        }
        if (job.text().isBlank()) {
            return "null";
        }
        long size = Math.round(
                Math.min(job.height() / 13.0, 1.6 * job.width() / job.text().length()));
        return "drawtext=textfile=" + TEXT_FILE + ":expansion=none:font=Sans:fontcolor=0xc8ccd4:fontsize="
                + Math.max(8, size) + ":x=(w-tw)/2:y=(h-th)/2";
    }

    private static String seconds(long ms) {
        return String.format(Locale.ROOT, "%.3f", ms / 1000.0);
    }
}
