package tv.mux.slate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlateCommandTest {
    @ParameterizedTest
    @CsvSource({"1000, 960", "2000, 1920", "4000, 3840", "6000, 5760", "20000, 19840", "100, 320"})
    void theDurationIsAWholeNumberOfPicturesAndAudioFrames(long segmentMs, long expectedMs) {
        assertThat(SlateCommand.durationMs(segmentMs)).isEqualTo(expectedMs);
        assertThat(expectedMs * 25 % 1000).as("pictures").isZero();
        assertThat(expectedMs * 48_000 % (1024 * 1000)).as("audio frames").isZero();
    }

    @Test
    void theTextIsInNoArgument() {
        SlateCommand.Job job =
                new SlateCommand.Job(1280, 720, "it's 100%:x=0,null", Optional.empty(), 3840, 1_500_000, 96_000);

        assertThat(SlateCommand.of("ffmpeg", job)).noneMatch(argument -> argument.contains("100%"));
        assertThat(String.join(" ", SlateCommand.of("ffmpeg", job))).contains("textfile=text.txt:expansion=none");
        assertThat(String.join(" ", SlateCommand.of("ffmpeg", job.withoutText())))
                .doesNotContain("drawtext");
    }

    @Test
    void aPictureIsAlwaysReadAsAFile() {
        SlateCommand.Job job =
                new SlateCommand.Job(1280, 720, "", Optional.of(Path.of("/tmp/concat:x.png")), 3840, 1_500_000, 96_000);

        assertThat(SlateCommand.of("ffmpeg", job)).contains("file:/tmp/concat:x.png");
    }
}
