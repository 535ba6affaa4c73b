package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.run.Media.at;
import static tv.mux.run.Media.piece;
import static tv.mux.run.Media.video;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tv.mux.ladder.RenditionFile;
import tv.mux.model.PendingSegment;
import tv.mux.model.Position;
import tv.mux.ts.TsSegment;

class FinishedSegmentsTest {
    private static final PendingSegment.File FILE = new PendingSegment.File("v0_00000.ts", 188);

    private final FedLedger fed = new FedLedger(at(100));
    private final FinishedSegments cuts = new FinishedSegments("r1", "http://127.0.0.1/live.m3u8", fed);

    @BeforeEach
    void feed() {
        fed.add(piece(7, video(100, 102, 100)));
        fed.add(piece(8, video(102, 104, 102)));
        fed.add(piece(9, video(104, 106, 104)));
    }

    @Test
    void knowTheirPlaceInTheInput() {
        assertThat(cuts.end()).isNull();
        assertThat(take(0, video(0, 2, 0), false))
                .containsExactly(new PendingSegment(
                        "r1", "http://127.0.0.1/live.m3u8", 0, List.of(FILE), 2000, true, 7, new Position(8, at(102))));
        assertThat(cuts.end()).isEqualTo(new Position(8, at(102)));
        assertThat(fed.kept()).hasSize(2);
    }

    @Test
    void oneThatMayLackItsTailIsHeldUntilAnotherComes() {
        assertThat(take(0, video(0, 1.9, 0), false)).isEmpty();
        assertThat(cuts.end()).isNull();
        assertThat(fed.kept()).hasSize(3);
        assertThat(take(1, video(2, 4, 2), false))
                .extracting(PendingSegment::ordinal)
                .containsExactly(0, 1);
        assertThat(cuts.end()).isEqualTo(new Position(9, at(104)));
        assertThat(fed.kept()).hasSize(1);
    }

    @Test
    void oneThatLacksItsTailIsHeldForGood() {
        take(0, video(0, 2, 0), false);
        assertThat(take(1, video(2, 3.5, 2), true)).isEmpty();
        // All of it is fed again.
        assertThat(cuts.end()).isEqualTo(new Position(8, at(102)));
        assertThat(fed.kept()).hasSize(2);
    }

    @Test
    void severalMayBeHeldInTurn() {
        assertThat(take(0, video(0, 1.9, 0), false)).isEmpty();
        assertThat(take(1, video(2, 3.9, 2), false))
                .extracting(PendingSegment::ordinal)
                .containsExactly(0);
        assertThat(take(2, video(4, 6, 4), true))
                .extracting(PendingSegment::ordinal)
                .containsExactly(1, 2);
    }

    @Test
    void theLastOneIsWholeWhenAllThatWasFedIsInIt() {
        assertThat(take(0, video(0, 6, 0, 2, 4), true))
                .extracting(PendingSegment::durationMs)
                .containsExactly(6000L);
        assertThat(cuts.end()).isEqualTo(new Position(9, at(106)));
    }

    private List<PendingSegment> take(int ordinal, TsSegment media, boolean closed) {
        return cuts.take(ordinal, List.of(new RenditionFile(FILE, media)), closed);
    }
}
