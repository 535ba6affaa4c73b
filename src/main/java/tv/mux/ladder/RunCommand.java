package tv.mux.ladder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tv.mux.config.Variant;
import tv.mux.media.Stamp;

/**
 * Builds the FFmpeg command line of a run. FFmpeg reads the input from its standard input and never gets a network
 * address. It writes segments to its working directory and announces each one on its standard output. Pure.
 */
public final class RunCommand {
    /** A segment may end at a key frame that comes this much before the intended end, as time stamps are rounded. */
    public static final Duration TIME_DELTA = Duration.ofMillis(300);

    /** The segment muxer does not pass its options to the inner mpegts muxer, so set them on both. */
    private static final String KEEP_STAMPS = "avoid_negative_ts=disabled";

    /**
     * Options that reduce the overhead of MPEG-TS, which is a quarter of a small rendition: PAT and SDT ten times a
     * second, and one packet for each audio frame. With a mux delay, several audio frames share a packet.
     * {@code mpegts_copyts} keeps the delay out of the time stamps.
     */
    private static final String LOW_OVERHEAD = ":pat_period=10:sdt_period=10:mpegts_copyts=1";

    private static final String MUX_DELAY_SECONDS = "0.4";

    /**
     * What FFmpeg does in a run.
     *
     * @param ffmpeg path of the FFmpeg program
     * @param segmentTime intended duration of a segment
     * @param skip duration at the beginning of the first input segment that is dropped, as it is published already
     * @param verbose whether FFmpeg writes messages of the level info
     */
    public record Job(String ffmpeg, Duration segmentTime, Duration skip, boolean verbose) {
        private boolean skips() {
            return skip.toMillis() > 0;
        }
    }

    private static final List<String> TRACKS = List.of("-map", "0:v:0?", "-map", "0:a:0?");

    private RunCommand() {}

    /**
     * The command that divides the first video and the first audio track into segments that begin with a key frame. The
     * source is copied. The encoded rungs share one decoder and have key frames where the source has them, so all
     * outputs are divided at the same pictures.
     */
    public static List<String> of(Job job, Ladder ladder, EncoderSettings encoder) {
        List<String> command = new ArrayList<>(List.of(
                job.ffmpeg(),
                "-hide_banner",
                "-nostdin",
                "-nostats",
                "-loglevel",
                job.verbose() ? "level+info" : "level+warning",
                "-progress",
                "pipe:2",
                "-stats_period",
                "0.5",
                "-f",
                "mpegts",
                // The default is to analyse five seconds of media. The PMT names the tracks, so one is enough.
                "-analyzeduration",
                "1000000"));
        if (!ladder.encoded().isEmpty()) {
            command.addAll(List.of("-threads", "" + encoder.threads()));
        }
        command.addAll(List.of("-i", "pipe:0"));
        command.addAll(TRACKS);
        command.addAll(List.of("-c", "copy"));
        if (job.skips()) {
            // Do not use -ss: when copying, it compares decoding time stamps and so drops a key frame that is shown
            // after its B-frames.
            String drop = "noise=drop=lt(pts\\," + job.skip().toMillis() * Stamp.HZ / 1000 + ")";
            command.addAll(List.of("-bsf:v", drop, "-bsf:a", drop));
        }
        segments(command, job, 0, "0", KEEP_STAMPS);
        for (Rung.Encoded rung : ladder.encoded()) {
            command.addAll(TRACKS);
            if (rung.height() > 0) {
                video(command, job, rung, encoder);
            }
            command.addAll(List.of("-c:a", "aac", "-b:a", "" + rung.audioBitrate(), "-ac", "2", "-ar", "48000"));
            // Fill gaps in the audio of the input with silence.
            command.addAll(List.of("-af", trim("atrim", job) + "aresample=async=1"));
            segments(command, job, rung.rendition(), MUX_DELAY_SECONDS, KEEP_STAMPS + LOW_OVERHEAD);
        }
        return List.copyOf(command);
    }

    private static String trim(String filter, Job job) {
        return job.skips() ? filter + "=start=" + seconds(job.skip()) + "," : "";
    }

    private static void video(List<String> command, Job job, Rung.Encoded rung, EncoderSettings encoder) {
        command.addAll(List.of("-c:v", "libx264", "-preset", encoder.preset(), "-threads:v", "" + encoder.threads()));
        command.addAll(List.of("-level:v", rung.level()));
        command.addAll(List.of("-vf", trim("trim", job) + scale(rung) + ":flags=bicubic,setsar=1,format=yuv420p"));
        String rate = "" + rung.videoBitrate();
        String buffer = "" + (long) rung.videoBitrate() * Variant.BUFFER_SECONDS;
        command.addAll(List.of("-b:v", rate, "-maxrate:v", rate, "-bufsize:v", buffer));
        command.addAll(List.of("-force_key_frames:v", "source", "-sc_threshold:v", "0"));
        // No other key frames, and the time stamps of the source. Every version of FFmpeg knows a time base in this
        // form.
        command.addAll(List.of("-g:v", "9999", "-keyint_min:v", "1"));
        command.addAll(List.of("-fps_mode:v", "passthrough", "-enc_time_base:v", "1:90000"));
    }

    private static String scale(Rung.Encoded rung) {
        if (rung.width() > 0) {
            return "scale=" + rung.width() + ":" + rung.height();
        }
        String height = "min(" + rung.height() + "\\,ih)";
        return "scale=trunc(" + height + "*dar/2+0.5)*2:trunc(" + height + "/2)*2";
    }

    private static void segments(List<String> command, Job job, int rendition, String delay, String format) {
        if (job.skips()) {
            // Otherwise the dropped part would count as elapsed time of the first segment.
            command.addAll(List.of("-output_ts_offset", "-" + seconds(job.skip())));
        }
        command.addAll(List.of(
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
