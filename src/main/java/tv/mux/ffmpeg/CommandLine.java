package tv.mux.ffmpeg;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words FFmpeg is called with. Its input is fed on stdin; it gets no address of anything. */
final class CommandLine {
    /** A key frame that comes so much early still counts: stamps are rounded. */
    static final Duration TIME_DELTA = Duration.ofMillis(300);

    /**
     * What a run's FFmpeg is to do.
     *
     * @param ffmpeg the program
     * @param segmentTime how long a cut is meant to last
     * @param skip how much of the first input segment is left out, because it was published before
     * @param talkative whether FFmpeg tells more than what is wrong
     */
    record Job(String ffmpeg, Duration segmentTime, Duration skip, boolean talkative) {}

    private CommandLine() {}

    /** Passes the first video and the first audio track through, cut at key frames; each cut is announced on stdout. */
    static List<String> copy(Job job) {
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
                "-i",
                "pipe:0"));
        if (!job.skip().isZero()) {
            // As an output option it is exact to the frame, also with -c copy.
            words.addAll(List.of("-ss", seconds(job.skip())));
        }
        words.addAll(List.of("-map", "0:v:0?", "-map", "0:a:0?", "-c", "copy"));
        words.addAll(segments(job, 0));
        return List.copyOf(words);
    }

    private static List<String> segments(Job job, int rendition) {
        return List.of(
                "-muxdelay",
                "0",
                "-muxpreload",
                "0",
                "-f",
                "segment",
                "-segment_time",
                seconds(job.segmentTime()),
                "-segment_time_delta",
                seconds(TIME_DELTA),
                "-segment_format",
                "mpegts",
                // Given to the segment muxer itself it would not reach the one inside.
                "-segment_format_options",
                "avoid_negative_ts=disabled",
                "-segment_list",
                "pipe:1",
                "-segment_list_type",
                "csv",
                "v" + rendition + "_%05d.ts");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.6f", duration.toNanos() / 1e9);
    }
}
