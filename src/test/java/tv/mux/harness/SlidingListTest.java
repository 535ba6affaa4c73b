package tv.mux.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlidingListTest {
    private static final String WHOLE =
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-TARGETDURATION:2
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-MAP:URI="init.mp4"
            #EXTINF:2.000000,
            0.m4s
            #EXTINF:2.000000,
            1.m4s
            #EXTINF:2.000000,
            2.m4s
            #EXTINF:2.000000,
            3.m4s
            #EXT-X-ENDLIST
            """;

    private final SlidingList list = SlidingList.parse(WHOLE);

    @Test
    void windowIsFullAtTheStart() {
        assertThat(list.at(0, 6))
                .isEqualTo(
                        """
                        #EXTM3U
                        #EXT-X-VERSION:7
                        #EXT-X-TARGETDURATION:2
                        #EXT-X-MEDIA-SEQUENCE:0
                        #EXT-X-MAP:URI="init.mp4"
                        #EXTINF:2.000000,
                        0.m4s
                        #EXTINF:2.000000,
                        1.m4s
                        #EXTINF:2.000000,
                        2.m4s
                        """);
    }

    @Test
    void windowMovesAndKeepsTheInitializationSection() {
        assertThat(list.at(1.9, 6)).isEqualTo(list.at(0, 6));
        assertThat(list.at(2, 6))
                .contains("#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:2.000000,\n1.m4s\n")
                .endsWith("3.m4s\n");
    }

    @Test
    void windowStopsAtTheEndOfTheList() {
        assertThat(list.at(100, 6)).isEqualTo(list.at(2, 6));
    }
}
