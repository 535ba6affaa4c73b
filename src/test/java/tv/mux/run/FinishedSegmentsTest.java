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

    private final FedLedger ledger = new FedLedger(at(100));
    private final FinishedSegments segments = new FinishedSegments("r1", "http://127.0.0.1/live.m3u8", ledger);

    @BeforeEach
    void feed() {
        ledger.add(piece(7, video(100, 102, 100)));
        ledger.add(piece(8, video(102, 104, 102)));
        ledger.add(piece(9, video(104, 106, 104)));
    }

    @Test
    void aSegmentKnowsItsPositionInTheInput() {
        assertThat(segments.end()).isNull();
        assertThat(add(0, video(0, 2, 0), false))
                .containsExactly(new PendingSegment(
                        "r1", "http://127.0.0.1/live.m3u8", 0, List.of(FILE), 2000, true, 7, new Position(8, at(102))));
        assertThat(segments.end()).isEqualTo(new Position(8, at(102)));
        assertThat(ledger.unpublished()).hasSize(2);
    }

    @Test
    void aSegmentThatMayBeIncompleteIsHeldUntilTheNext() {
        assertThat(add(0, video(0, 1.9, 0), false)).isEmpty();
        assertThat(segments.end()).isNull();
        assertThat(ledger.unpublished()).hasSize(3);
        assertThat(add(1, video(2, 4, 2), false))
                .extracting(PendingSegment::ordinal)
                .containsExactly(0, 1);
        assertThat(segments.end()).isEqualTo(new Position(9, at(104)));
        assertThat(ledger.unpublished()).hasSize(1);
    }

    @Test
    void anIncompleteLastSegmentIsNeverReleased() {
        add(0, video(0, 2, 0), false);
        assertThat(add(1, video(2, 3.5, 2), true)).isEmpty();
        // The next run is fed its pieces again.
        assertThat(segments.end()).isEqualTo(new Position(8, at(102)));
        assertThat(ledger.unpublished()).hasSize(2);
    }

    @Test
    void eachSegmentMayBeHeldInTurn() {
        assertThat(add(0, video(0, 1.9, 0), false)).isEmpty();
        assertThat(add(1, video(2, 3.9, 2), false))
                .extracting(PendingSegment::ordinal)
                .containsExactly(0);
        assertThat(add(2, video(4, 6, 4), true))
                .extracting(PendingSegment::ordinal)
                .containsExactly(1, 2);
    }

    @Test
    void theLastSegmentIsCompleteIfItContainsTheWholeInput() {
        assertThat(add(0, video(0, 6, 0, 2, 4), true))
                .extracting(PendingSegment::durationMs)
                .containsExactly(6000L);
        assertThat(segments.end()).isEqualTo(new Position(9, at(106)));
    }

    private List<PendingSegment> add(int ordinal, TsSegment media, boolean inputEnded) {
        return segments.add(ordinal, List.of(new RenditionFile(FILE, media)), inputEnded);
    }
}
