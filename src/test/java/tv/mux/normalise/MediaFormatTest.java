package tv.mux.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MediaFormatTest {
    private static final MediaFormat PLAIN = new MediaFormat("avc1.64001f 1280x720", "mp4a.40.2", 1920);
    private static final MediaFormat UNKNOWN = new MediaFormat(null, null, 0);

    @Test
    void theSameFormatIsNoChange() {
        assertThat(PLAIN.change(PLAIN)).isEmpty();
        assertThat(new MediaFormat(PLAIN.video(), PLAIN.audio(), 1921).change(PLAIN))
                .isEmpty();
    }

    @Test
    void namesTheChange() {
        assertThat(new MediaFormat("avc1.64001e 640x360", "mp4a.40.2", 1920).change(PLAIN))
                .contains("its video changes from avc1.64001f 1280x720 to avc1.64001e 640x360");
        assertThat(new MediaFormat(PLAIN.video(), "mp4a.40.5", 1920).change(PLAIN))
                .contains("its audio changes from mp4a.40.2 to mp4a.40.5");
        assertThat(new MediaFormat(PLAIN.video(), PLAIN.audio(), 2090).change(PLAIN))
                .contains("the sample rate of its audio changes");
    }

    @Test
    void anUnknownPartIsNoChange() {
        assertThat(UNKNOWN.change(PLAIN)).isEmpty();
        assertThat(PLAIN.change(UNKNOWN)).isEmpty();
        assertThat(UNKNOWN.after(PLAIN)).isEqualTo(PLAIN);
        assertThat(PLAIN.after(UNKNOWN)).isEqualTo(PLAIN);
    }
}
