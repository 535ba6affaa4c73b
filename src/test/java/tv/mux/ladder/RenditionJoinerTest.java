package tv.mux.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.mux.process.SegmentAnnouncement;

class RenditionJoinerTest {
    private final RenditionJoiner abreast = new RenditionJoiner(List.of(0, 1, 3), Duration.ofSeconds(4));

    @Test
    void aCutIsThereWhenEveryOutputHasIt() {
        assertThat(announce(0, 0)).isEmpty();
        assertThat(announce(3, 0)).isEmpty();
        assertThat(announce(0, 1)).isEmpty();
        assertThat(announce(1, 0)).containsExactly(row(0));
        assertThat(announce(1, 1)).isEmpty();
        assertThat(announce(3, 1)).containsExactly(row(1));
        assertThat(abreast.lagging()).isEmpty();
    }

    @Test
    void whatIsNoneOfTheOutputsDoesNotCount() {
        announce(0, 0);
        announce(2, 0);
        announce(2, 0);
        assertThat(announce(1, 0)).isEmpty();
    }

    @Test
    void oneThatCeasesWhileOthersGoOnIsNoticed() {
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            announce(0, ordinal);
            announce(1, ordinal);
        }
        // It may look ahead: two cuts.
        announce(3, 0);
        assertThat(abreast.lagging()).isEmpty();
        announce(0, 3);
        assertThat(abreast.lagging())
                .hasValueSatisfying(
                        why -> assertThat(why).contains("rendition 3").contains("3 cuts"));
    }

    @Test
    void oneThatNeverBeganIsNoticedToo() {
        announce(0, 0);
        announce(1, 0);
        announce(0, 1);
        assertThat(abreast.lagging()).isEmpty();
        announce(0, 2);
        assertThat(abreast.lagging()).isPresent();
    }

    @Test
    void shortCutsMayBeMoreApart() {
        RenditionJoiner small = new RenditionJoiner(List.of(0, 1), Duration.ofSeconds(1));
        for (int ordinal = 0; ordinal < 8; ordinal++) {
            small.announced(new SegmentAnnouncement("v0", 0, ordinal));
        }
        assertThat(small.lagging()).isEmpty();
        small.announced(new SegmentAnnouncement("v0", 0, 8));
        assertThat(small.lagging()).isPresent();
    }

    private List<RenditionJoiner.Row> announce(int output, int ordinal) {
        return abreast.announced(new SegmentAnnouncement("v" + output, output, ordinal)).stream()
                .toList();
    }

    private static RenditionJoiner.Row row(int ordinal) {
        return new RenditionJoiner.Row(ordinal, List.of("v0", "v1", "v3"));
    }
}
