package tv.mux.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    private final Locale locale = Locale.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(locale);
    }

    @Test
    void copiesWhatIsFedAndAnnouncesEachCut() {
        List<String> words = CommandLine.copy(job(Duration.ofSeconds(4), Duration.ZERO));
        assertThat(String.join(" ", words))
                .isEqualTo("/opt/my ffmpeg -hide_banner -nostdin -nostats -loglevel level+warning -progress pipe:2"
                        + " -stats_period 0.5 -f mpegts -i pipe:0 -map 0:v:0? -map 0:a:0? -c copy -muxdelay 0"
                        + " -muxpreload 0 -f segment -segment_time 4.000000 -segment_time_delta 0.300000"
                        + " -segment_format mpegts -segment_format_options avoid_negative_ts=disabled"
                        + " -segment_list pipe:1 -segment_list_type csv v0_%05d.ts");
        assertThat(words).startsWith("/opt/my ffmpeg", "-hide_banner");
    }

    @Test
    void leavesOutWhatWasPublishedBeforeAsAnOutputOption() {
        List<String> words = CommandLine.copy(job(Duration.ofSeconds(4), Duration.ofNanos(1_480_000_111)));
        assertThat(words).containsSubsequence("-i", "pipe:0", "-ss", "1.480000", "-map");
    }

    @Test
    void numbersAreFfmpegsWhateverTheLocale() {
        Locale.setDefault(Locale.GERMANY);
        assertThat(CommandLine.copy(job(Duration.ofMillis(2500), Duration.ofMillis(20))))
                .containsSubsequence("-ss", "0.020000", "-segment_time", "2.500000");
    }

    @Test
    void isTalkativeWhenAskedTo() {
        assertThat(CommandLine.copy(new CommandLine.Job("ffmpeg", Duration.ofSeconds(4), Duration.ZERO, true)))
                .containsSequence("-loglevel", "level+info");
    }

    private static CommandLine.Job job(Duration segmentTime, Duration skip) {
        return new CommandLine.Job("/opt/my ffmpeg", segmentTime, skip, false);
    }
}
