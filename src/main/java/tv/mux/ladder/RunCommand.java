package tv.mux.ladder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tv.mux.config.Variant;
import tv.mux.media.Stamp;

/** The words FFmpeg is called with. Its input is fed on stdin; it gets no address of anything. */
public final class RunCommand {
    /** A key frame that comes so much early still counts: stamps are rounded. */
    public static final Duration TIME_DELTA = Duration.ofMillis(300);

    /** What is told the segment muxer does not reach the one inside it: both are told. */
    private static final String STAMPS_AS_THEY_ARE = "avoid_negative_ts=disabled";

    /**
     * A small rung would spend a quarter of its bits on the transport stream: on tables ten times a second besides
     * those each segment begins with, and on a packet of its own for every frame of audio. With some delay frames are
     * put together; stamps are not moved by it.
     */
    private static final String THRIFTY = ":pat_period=10:sdt_period=10:mpegts_copyts=1";

    private static final String DELAY_SECONDS = "0.4";

    /**
     * What a run's FFmpeg is to do.
     *
     * @param ffmpeg the program
     * @param segmentTime how long a cut is meant to last
     * @param skip how much of the first input segment is left out, because it was published before
     * @param talkative whether FFmpeg tells more than what is wrong
     */
    public record Job(String ffmpeg, Duration segmentTime, Duration skip, boolean talkative) {
        private boolean skips() {
            return skip.toMillis() > 0;
        }
    }

    private static final List<String> TRACKS = List.of("-map", "0:v:0?", "-map", "0:a:0?");

    private RunCommand() {}

    /** Passes the first video and the first audio track through, cut at key frames; each cut is announced on stdout. */
    static List<String> copy(Job job) {
        return adaptive(job, Ladder.SOURCE, new EncoderSettings("", 0));
    }

    /**
     * Does that, and encodes the rungs beside, from one decoding: with key frames where the source has them, so that
     * all are cut at the same pictures.
     */
    public static List<String> adaptive(Job job, Ladder ladder, EncoderSettings encoder) {
        List<String> words = new ArrayList<>(List.of(
                job.ffmpeg(),
                "-hide_banner",
                "-nostdin",
                "-nostats",
                "-loglevel",
                job.talkative() ? "level+info" : "level+warning",
                "-progress",
                "pipe:2",
                "-stats_period",
                "0.5",
                "-f",
                "mpegts",
                // Else it would look at five seconds of media before it begins. The tracks are known from the tables.
                "-analyzeduration",
                "1000000"));
        if (!ladder.encoded().isEmpty()) {
            words.addAll(List.of("-threads", "" + encoder.threads()));
        }
        words.addAll(List.of("-i", "pipe:0"));
        words.addAll(TRACKS);
        words.addAll(List.of("-c", "copy"));
        if (job.skips()) {
            // Not -ss: it goes by decoding stamps where it copies, and leaves out a key frame that others are shown
            // before.
            String before = "noise=drop=lt(pts\\," + job.skip().toMillis() * Stamp.HZ / 1000 + ")";
            words.addAll(List.of("-bsf:v", before, "-bsf:a", before));
        }
        segments(words, job, 0, "0", STAMPS_AS_THEY_ARE);
        for (Rung.Encoded rung : ladder.encoded()) {
            words.addAll(TRACKS);
            if (rung.height() > 0) {
                video(words, job, rung, encoder);
            }
            words.addAll(List.of("-c:a", "aac", "-b:a", "" + rung.audioBitrate(), "-ac", "2", "-ar", "48000"));
            // Where the input lacks audio for a moment there is silence, not less of it.
            words.addAll(List.of("-af", trim("atrim", job) + "aresample=async=1"));
            segments(words, job, rung.rendition(), DELAY_SECONDS, STAMPS_AS_THEY_ARE + THRIFTY);
        }
        return List.copyOf(words);
    }

    private static String trim(String filter, Job job) {
        return job.skips() ? filter + "=start=" + seconds(job.skip()) + "," : "";
    }

    private static void video(List<String> words, Job job, Rung.Encoded rung, EncoderSettings encoder) {
        words.addAll(List.of("-c:v", "libx264", "-preset", encoder.preset(), "-threads:v", "" + encoder.threads()));
        words.addAll(List.of("-level:v", rung.level()));
        words.addAll(List.of("-vf", trim("trim", job) + scale(rung) + ":flags=bicubic,setsar=1,format=yuv420p"));
        String rate = "" + rung.videoBitrate();
        String buffer = "" + (long) rung.videoBitrate() * Variant.BUFFER_SECONDS;
        words.addAll(List.of("-b:v", rate, "-maxrate:v", rate, "-bufsize:v", buffer));
        words.addAll(List.of("-force_key_frames:v", "source", "-sc_threshold:v", "0"));
        // No key frame besides, and every picture with its own stamp: the input's clock, in a form that every FFmpeg
        // knows.
        words.addAll(List.of("-g:v", "9999", "-keyint_min:v", "1"));
        words.addAll(List.of("-fps_mode:v", "passthrough", "-enc_time_base:v", "1:90000"));
    }

    private static String scale(Rung.Encoded rung) {
        if (rung.width() > 0) {
            return "scale=" + rung.width() + ":" + rung.height();
        }
        String height = "min(" + rung.height() + "\\,ih)";
        return "scale=trunc(" + height + "*dar/2+0.5)*2:trunc(" + height + "/2)*2";
    }

    private static void segments(List<String> words, Job job, int rendition, String delay, String format) {
        if (job.skips()) {
            // Else what is left out would count as elapsed time of the first segment.
            words.addAll(List.of("-output_ts_offset", "-" + seconds(job.skip())));
        }
        words.addAll(List.of(
                "-muxdelay",
                delay,
                "-muxpreload",
                "0",
                "-avoid_negative_ts",
                "disabled",
                "-f",
                "segment",
                "-segment_time",
                seconds(job.segmentTime()),
                "-segment_time_delta",
                seconds(TIME_DELTA),
                "-segment_format",
                "mpegts",
                "-segment_format_options",
                format,
                "-segment_list",
                "pipe:1",
                "-segment_list_type",
                "csv",
                "v" + rendition + "_%05d.ts"));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.6f", duration.toNanos() / 1e9);
    }
}
