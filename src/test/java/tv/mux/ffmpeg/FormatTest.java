package tv.mux.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FormatTest {
    private static final Format PLAIN = new Format("avc1.64001f 1280x720", "mp4a.40.2", 1920);
    private static final Format UNTOLD = new Format(null, null, 0);

    @Test
    void whatIsTheSameGoesOn() {
        assertThat(PLAIN.change(PLAIN)).isEmpty();
        assertThat(new Format(PLAIN.video(), PLAIN.audio(), 1921).change(PLAIN)).isEmpty();
    }

    @Test
    void tellsWhatChanges() {
        assertThat(new Format("avc1.64001e 640x360", "mp4a.40.2", 1920).change(PLAIN))
                .contains("its video changes from avc1.64001f 1280x720 to avc1.64001e 640x360");
        assertThat(new Format(PLAIN.video(), "mp4a.40.5", 1920).change(PLAIN))
                .contains("its audio changes from mp4a.40.2 to mp4a.40.5");
        assertThat(new Format(PLAIN.video(), PLAIN.audio(), 2090).change(PLAIN))
                .contains("the sample rate of its audio changes");
    }

    @Test
    void whatASegmentDoesNotTellIsAsBefore() {
        assertThat(UNTOLD.change(PLAIN)).isEmpty();
        assertThat(PLAIN.change(UNTOLD)).isEmpty();
        assertThat(UNTOLD.after(PLAIN)).isEqualTo(PLAIN);
        assertThat(PLAIN.after(UNTOLD)).isEqualTo(PLAIN);
    }
}
