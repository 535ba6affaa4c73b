package tv.mux.playout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tv.mux.icecast.Segments;
import tv.mux.model.Segment;

class LiveEdgeTest {
    private final LiveEdge edge = new LiveEdge();

    @Test
    void segmentsOfTheFirstIndexAreOld() {
        assertThat(newSegments(10, 20)).isEmpty();
        assertThat(newSegments(10, 20)).isEmpty();
        assertThat(newSegments(11, 21)).containsExactly(21L);
        assertThat(newSegments(11, 23)).containsExactly(22L, 23L);
    }

    @Test
    void aStreamThatStartsLaterIsPlayedFromItsFirstSegment() {
        assertThat(edge.newSegments(Optional.empty())).isEmpty();
        assertThat(newSegments(100, 100)).containsExactly(100L);
    }

    @Test
    void ofFourOrMoreNewSegmentsOnlyTheLastIsPlayed() {
        assertThat(newSegments(10, 20)).isEmpty();
        assertThat(newSegments(18, 30)).containsExactly(30L);
        assertThat(newSegments(18, 31)).containsExactly(31L);
    }

    @Test
    void aMissingIndexChangesNothing() {
        assertThat(newSegments(10, 20)).isEmpty();
        assertThat(edge.newSegments(Optional.empty())).isEmpty();
        assertThat(newSegments(10, 21)).containsExactly(21L);
    }

    @Test
    void segmentsThatAreNotListedAreNotPlayed() {
        assertThat(newSegments(10, 20)).isEmpty();
        assertThat(edge.newSegments(Optional.of(Segments.log(10, 21, 21)))).isEmpty();
        assertThat(newSegments(10, 21)).containsExactly(21L);
    }

    private List<Long> newSegments(long first, long last) {
        return edge.newSegments(Optional.of(Segments.log(first, last))).stream()
                .map(Segment::msn)
                .toList();
    }
}
