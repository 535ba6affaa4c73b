package tv.mux.icecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.mux.config.Config.AudioFormat;
import tv.mux.playout.OutputFormat;

class AudioCommandTest {

    @Test
    void mp3FramesAreIndependentWithoutHeadersOrTags() {
        assertThat(AudioCommand.encoder("ffmpeg", new OutputFormat(AudioFormat.MP3, 128_000)))
                .containsSubsequence("-f", "s16le", "-ar", "48000", "-ac", "2", "-i", "pipe:0")
                .containsSubsequence("-b:a", "128000", "-c:a", "libmp3lame", "-reservoir", "0")
                .containsSubsequence("-write_xing", "0", "-id3v2_version", "0", "-f", "mp3")
                .endsWith("pipe:1");
    }

    @Test
    void aacHasAdtsFrames() {
        assertThat(AudioCommand.encoder("ffmpeg", new OutputFormat(AudioFormat.AAC, 96_000)))
                .containsSubsequence("-c:a", "aac", "-f", "adts")
                .doesNotContain("libmp3lame");
    }

    @Test
    void decoderAndEncoderUseTheSameOutputFormat() {
        OutputFormat format = new OutputFormat(AudioFormat.MP3, 24_000);
        assertThat(AudioCommand.decoder("ffmpeg", format))
                .containsSubsequence("-f", "s16le", "-ar", "24000", "-ac", "2");
        assertThat(AudioCommand.encoder("ffmpeg", format))
                .containsSubsequence("-f", "s16le", "-ar", "24000", "-ac", "2");
    }

    @ParameterizedTest
    @CsvSource({
        "MP3, 128000, 48000, 24.0, audio/mpeg",
        "MP3, 32000, 48000, 24.0, audio/mpeg",
        "MP3, 24000, 24000, 24.0, audio/mpeg",
        "AAC, 96000, 48000, 21.333, audio/aac",
    })
    void theSampleRateDependsOnTheBitRate(AudioFormat audioFormat, int bitrate, int rate, double frameMs, String type) {
        OutputFormat format = new OutputFormat(audioFormat, bitrate);
        assertThat(format.rate()).isEqualTo(rate);
        assertThat(format.frameMs()).isEqualTo(frameMs, within(0.001));
        assertThat(format.contentType()).isEqualTo(type);
        assertThat(format.samples(1_500)).isEqualTo(rate * 3L / 2);
        assertThat(format.ms(format.samples(40))).isEqualTo(40);
    }
}
