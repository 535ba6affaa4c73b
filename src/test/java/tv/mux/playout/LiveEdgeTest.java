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
    void itBeginsWhereTheLogEnds() {
        assertThat(fresh(10, 20)).isEmpty();
        assertThat(fresh(10, 20)).isEmpty();
        assertThat(fresh(11, 21)).containsExactly(21L);
        assertThat(fresh(11, 23)).containsExactly(22L, 23L);
    }

    @Test
    void aStreamThatIsBornMeanwhileIsHeardFromItsFirstSegmentOn() {
        assertThat(edge.fresh(Optional.empty())).isEmpty();
        assertThat(fresh(100, 100)).containsExactly(100L);
    }

    @Test
    void ofManyOnlyTheLastIsLive() {
        assertThat(fresh(10, 20)).isEmpty();
        assertThat(fresh(18, 30)).containsExactly(30L);
        assertThat(fresh(18, 31)).containsExactly(31L);
    }

    @Test
    void aLogThatIsAwayForAWhileChangesNothing() {
        assertThat(fresh(10, 20)).isEmpty();
        assertThat(edge.fresh(Optional.empty())).isEmpty();
        assertThat(fresh(10, 21)).containsExactly(21L);
    }

    @Test
    void whatMayNotBeListedYetIsNotHeard() {
        assertThat(fresh(10, 20)).isEmpty();
        assertThat(edge.fresh(Optional.of(Segments.log(10, 21, 21)))).isEmpty();
        assertThat(fresh(10, 21)).containsExactly(21L);
    }

    private List<Long> fresh(long first, long last) {
        return edge.fresh(Optional.of(Segments.log(first, last))).stream()
                .map(Segment::msn)
                .toList();
    }
}
