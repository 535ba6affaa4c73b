package tv.mux.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.input.playlist.TestPlaylists;
import tv.mux.model.Position;

class StartChoiceTest {

    @Test
    void keepsTheStartOffset() {
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(null, 0)))
                .isEqualTo(16);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(null, 4000)))
                .isEqualTo(17);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(null, -60_000)))
                .isEqualTo(10);
    }

    @Test
    void doesNotStartBeforeADiscontinuity() {
        InputPlaylist.Media list = TestPlaylists.list(10, 19, 0, Set.of(12L, 18L), "");
        assertThat(StartChoice.first(list, start(null, 0))).isEqualTo(18);
    }

    @Test
    void doesNotStartBeforeThePublishedPosition() {
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(18L, 0))).isEqualTo(18);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(19L, 0))).isEqualTo(19);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(22L, 0))).isEqualTo(22);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(12L, 0))).isEqualTo(16);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(3L, 0))).isEqualTo(16);
    }

    @Test
    void skipsNoAvailableSegmentIfTheOutputContinues() {
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), continuing(12)))
                .isEqualTo(12);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), continuing(18)))
                .isEqualTo(18);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), continuing(9)))
                .as("segments are lost already, so the start offset applies")
                .isEqualTo(16);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19, 0, Set.of(12L), ""), continuing(11)))
                .as("a run does not start before a discontinuity")
                .isEqualTo(16);
        assertThat(StartChoice.first(TestPlaylists.list(10, 99), continuing(50)))
                .as("more than a minute is too much to catch up with")
                .isEqualTo(96);
    }

    @Test
    void ignoresAPositionOfAnotherNumbering() {
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(23L, 0))).isEqualTo(16);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(-1L, 0))).isEqualTo(16);
    }

    @Test
    void anEndedPlaylistIsOverUnlessItHasUnpublishedSegments() {
        InputPlaylist.Media ended = TestPlaylists.ended(TestPlaylists.list(10, 19));
        assertThat(StartChoice.isOver(ended, start(null, 0))).isTrue();
        assertThat(StartChoice.isOver(ended, start(19L, 0))).isTrue();
        assertThat(StartChoice.isOver(ended, start(18L, 0))).isFalse();
        assertThat(StartChoice.isOver(ended, start(99L, 0))).isTrue();
        assertThat(StartChoice.isOver(TestPlaylists.list(10, 19), start(19L, 0)))
                .isFalse();
    }

    private static InputReader.Start start(Long published, long untilDueMs) {
        return new InputReader.Start(published == null ? null : new Position(published, 0), false, untilDueMs, 0, 4000);
    }

    private static InputReader.Start continuing(long published) {
        return new InputReader.Start(new Position(published, 0), true, 0, 0, 4000);
    }
}
