package tv.mux.slate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The words FFmpeg is called with to make the slate. It is cut out of the middle of three, so that it has neither the
 * encoder's lead nor its end, and lasts a whole number of both pictures and audio frames: so it joins on to itself.
 */
final class SlateCommand {
    /** What both a picture of 1/25 s and an AAC frame of 1024/48000 s divide, milliseconds. */
    static final long GRAIN_MS = 320;

    /** The piece that is taken. */
    static final String MIDDLE = "slate_1.ts";

    /**
     * Where the card's text stands, in the folder that FFmpeg works in: so nothing in it is taken for a filter's
     * option.
     */
    static final String TEXT_FILE = "text.txt";

    private static final int FPS = 25;
    private static final String BACKGROUND = "0x14161c";

    /**
     * What is made.
     *
     * @param width of the picture
     * @param height of the picture
     * @param text what stands on the card; empty for none
     * @param picture what is shown instead of a card
     * @param durationMs how long it lasts, a multiple of {@link #GRAIN_MS}
     * @param videoBitrate what it has at most, bits a second
     * @param audioBitrate of the silence, bits a second
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

    /** How long a slate lasts that takes the place of segments so long: never longer. */
    static long durationMs(long segmentMs) {
        return Math.max(1, segmentMs / GRAIN_MS) * GRAIN_MS;
    }

    static List<String> of(String ffmpeg, Job job) {
        List<String> words = new ArrayList<>(List.of(ffmpeg, "-hide_banner", "-nostdin", "-loglevel", "error", "-y"));
        job.picture()
                .ifPresentOrElse(
                        picture -> words.addAll(List.of(
                                "-loop", "1", "-framerate", "" + FPS, "-i", "file:" + picture.toAbsolutePath())),
                        () -> words.addAll(List.of("-f", "lavfi", "-i", card(job))));
        String length = seconds(job.durationMs());
        String gop = "" + job.durationMs() * FPS / 1000;
        words.addAll(List.of("-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo", "-t", seconds(3 * job.durationMs())));
        words.addAll(List.of("-map", "0:v:0", "-map", "1:a:0", "-vf", fitted(job), "-r", "" + FPS));
        words.addAll(List.of("-c:v", "libx264", "-preset", "medium", "-tune", "stillimage", "-profile:v", "high"));
        words.addAll(List.of("-threads", "2", "-bf", "0", "-g", gop, "-keyint_min", gop, "-sc_threshold", "0"));
        String most = "" + job.videoBitrate();
        words.addAll(List.of("-crf", "22", "-maxrate", most, "-bufsize", most, "-pix_fmt", "yuv420p"));
        words.addAll(List.of("-c:a", "aac", "-b:a", "" + job.audioBitrate(), "-ac", "2", "-ar", "48000"));
        words.addAll(List.of("-muxdelay", "0", "-muxpreload", "0", "-f", "segment", "-segment_time", length));
        words.addAll(List.of("-segment_time_delta", "0.02", "-segment_format", "mpegts"));
        words.addAll(List.of("-segment_format_options", "avoid_negative_ts=disabled", "slate_%d.ts"));
        return List.copyOf(words);
    }

    private static String card(Job job) {
        return "color=c=" + BACKGROUND + ":s=" + job.width() + "x" + job.height() + ":r=" + FPS;
    }

    /** The picture whole, with bars where its shape is another; or the text, as large as fits. */
    private static String fitted(Job job) {
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
