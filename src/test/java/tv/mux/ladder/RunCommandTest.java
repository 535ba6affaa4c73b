package tv.mux.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class RunCommandTest {
    private final Locale locale = Locale.getDefault();

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(locale);
    }

    @Test
    void copiesTheInputAndAnnouncesEachSegment() {
        List<String> command = copy(job(Duration.ofSeconds(4), Duration.ZERO));
        assertThat(String.join(" ", command))
                .isEqualTo("/opt/my ffmpeg -hide_banner -nostdin -nostats -loglevel level+warning -progress pipe:2"
                        + " -stats_period 0.5 -f mpegts -analyzeduration 1000000 -i pipe:0 -map 0:v:0? -map 0:a:0? -c copy -muxdelay 0"
                        + " -muxpreload 0 -avoid_negative_ts disabled -f segment -segment_time 4.000000 -segment_time_delta 0.300000"
                        + " -segment_format mpegts -segment_format_options avoid_negative_ts=disabled"
                        + " -segment_list pipe:1 -segment_list_type csv v0_%05d.ts");
        assertThat(command).startsWith("/opt/my ffmpeg", "-hide_banner");
    }

    @Test
    void dropsWhatIsPublishedAlready() {
        List<String> command = copy(job(Duration.ofSeconds(4), Duration.ofNanos(1_480_000_111)));
        assertThat(command)
                .containsSubsequence(
                        "-bsf:v",
                        "noise=drop=lt(pts\\,133200)",
                        "-bsf:a",
                        "noise=drop=lt(pts\\,133200)",
                        "-output_ts_offset",
                        "-1.480000",
                        "-f",
                        "segment");
        assertThat(command).doesNotContain("-ss");
    }

    @Test
    void numbersDoNotDependOnTheLocale() {
        Locale.setDefault(Locale.GERMANY);
        assertThat(copy(job(Duration.ofMillis(2500), Duration.ofMillis(20))))
                .containsSubsequence("-output_ts_offset", "-0.020000", "-segment_time", "2.500000");
    }

    @Test
    void verboseLogsInfoMessages() {
        assertThat(copy(new RunCommand.Job("ffmpeg", Duration.ofSeconds(4), Duration.ZERO, true)))
                .containsSequence("-loglevel", "level+info");
    }

    @Test
    void encodesAllRungsFromOneDecoder() {
        Ladder ladder = new Ladder(List.of(
                new Rung.PassThrough(1, 1_000_000),
                new Rung.Encoded(2, 640, 360, "3.1", 600_000, 96_000),
                new Rung.Encoded(3, 0, 0, "", 250_000, 64_000)));
        List<String> command = RunCommand.of(
                job(Duration.ofSeconds(4), Duration.ofMillis(980)), ladder, new EncoderSettings("veryfast", 3));
        assertThat(command.stream().filter("-i"::equals)).hasSize(1);
        assertThat(command)
                .endsWith("v3_%05d.ts")
                .contains("v0_%05d.ts", "v2_%05d.ts")
                .doesNotContain("v1_%05d.ts");
        String rung =
                String.join(" ", command.subList(command.indexOf("v0_%05d.ts") + 1, command.indexOf("v2_%05d.ts")));
        assertThat(rung)
                .isEqualTo("-map 0:v:0? -map 0:a:0? -c:v libx264 -preset veryfast -threads:v 3 -level:v 3.1"
                        + " -vf trim=start=0.980000,scale=640:360:flags=bicubic,setsar=1,format=yuv420p"
                        + " -b:v 600000 -maxrate:v 600000 -bufsize:v 600000"
                        + " -force_key_frames:v source -sc_threshold:v 0 -g:v 9999 -keyint_min:v 1"
                        + " -fps_mode:v passthrough -enc_time_base:v 1:90000"
                        + " -c:a aac -b:a 96000 -ac 2 -ar 48000 -af atrim=start=0.980000,aresample=async=1"
                        + " -output_ts_offset -0.980000 -muxdelay 0.4 -muxpreload 0 -avoid_negative_ts disabled"
                        + " -f segment -segment_time 4.000000 -segment_time_delta 0.300000 -segment_format mpegts"
                        + " -segment_format_options avoid_negative_ts=disabled:pat_period=10:sdt_period=10:mpegts_copyts=1"
                        + " -segment_list pipe:1 -segment_list_type csv");
        assertThat(command.subList(command.indexOf("v2_%05d.ts"), command.size()))
                .doesNotContain("libx264", "-vf");
    }

    @Test
    void leavesAnUnknownSizeToFfmpeg() {
        Ladder ladder = new Ladder(List.of(new Rung.Encoded(1, 0, 360, "3.1", 600_000, 96_000)));
        assertThat(RunCommand.of(job(Duration.ofSeconds(4), Duration.ZERO), ladder, new EncoderSettings("fast", 2)))
                .contains("scale=trunc(min(360\\,ih)*dar/2+0.5)*2:trunc(min(360\\,ih)/2)*2:flags=bicubic,setsar=1,"
                        + "format=yuv420p");
    }

    private static List<String> copy(RunCommand.Job job) {
        return RunCommand.of(job, Ladder.SOURCE, new EncoderSettings("", 0));
    }

    private static RunCommand.Job job(Duration segmentTime, Duration skip) {
        return new RunCommand.Job("/opt/my ffmpeg", segmentTime, skip, false);
    }
}
