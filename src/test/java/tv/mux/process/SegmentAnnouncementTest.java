package tv.mux.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentAnnouncementTest {
    @Test
    void parsesFileRenditionAndNumber() {
        assertThat(SegmentAnnouncement.parse("v0_00000.ts,0.000000,4.000000"))
                .contains(new SegmentAnnouncement("v0_00000.ts", 0, 0));
        assertThat(SegmentAnnouncement.parse("v12_100017.ts,-0.080000,400068.5"))
                .contains(new SegmentAnnouncement("v12_100017.ts", 12, 100_017));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v0_00000.ts",
                "v0_00000.ts,0",
                "v0_0.ts,0,4",
                "v0_00000.ts,0,4,5",
                " v0_00000.ts,0,4",
                "\"v0_00000.ts\",0,4",
                "v100_00000.ts,0,4",
                "v0_9999999999.ts,0,4",
                "../v0_00000.ts,0,4",
                "v0_00000.ts,nan,4",
                "v\u0660_00000.ts,0,4"
            })
    void rejectsOtherLines(String line) {
        assertThat(SegmentAnnouncement.parse(line)).isEmpty();
    }

    @Test
    void acceptsOrRejectsAnyLine() {
        Random random = new Random(4);
        String alphabet = "v0_.ts,123-\u00e9 \"\u0000\uD800";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder(random.nextBoolean() ? "v0_00001.ts,0.0,4.0" : "");
            for (int n = random.nextInt(12); n > 0; n--) {
                line.insert(random.nextInt(line.length() + 1), alphabet.charAt(random.nextInt(alphabet.length())));
            }
            SegmentAnnouncement.parse(line.toString())
                    .ifPresent(found -> assertThat(found.file()).matches("v[0-9]+_[0-9]+\\.ts"));
        }
    }
}
