package tv.mux.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EncoderCommandTest {
    private final Spec spec = Spec.of("one", 640, 360, 25);

    @Test
    void drawsNameAndClock() {
        List<String> command = EncoderCommand.encode("/opt/ffmpeg", spec, 1_700_000_000.25, true);
        assertThat(command).startsWith("/opt/ffmpeg").endsWith("pipe:1").containsSequence("-g", "50");
        assertThat(command)
                .anySatisfy(argument ->
                        assertThat(argument).contains("text='ONE'").contains("%{pts\\:localtime\\:1700000000.250}"));
    }

    @Test
    void drawsNoTextIfFfmpegCannot() {
        assertThat(EncoderCommand.encode("ffmpeg", spec, 0, false))
                .contains("testsrc2=s=640x360:r=25")
                .noneMatch(argument -> argument.contains("drawtext"));
    }
}
