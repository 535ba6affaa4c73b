package tv.mux.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.input.playlist.TestPlaylists;
import tv.mux.model.Position;

class StartChoiceTest {

    @Test
    void itBeginsAsFarBehindAsThePacingWants() {
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(null, 0)))
                .isEqualTo(16);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(null, 4000)))
                .isEqualTo(17);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(null, -60_000)))
                .isEqualTo(10);
    }

    @Test
    void itDoesNotBeginBeforeADiscontinuity() {
        InputPlaylist.Media list = TestPlaylists.list(10, 19, 0, Set.of(12L, 18L), "");
        assertThat(StartChoice.first(list, start(null, 0))).isEqualTo(18);
    }

    @Test
    void itDoesNotBeginBeforeWhatWasShown() {
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(18L, 0))).isEqualTo(18);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(19L, 0))).isEqualTo(19);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(22L, 0))).isEqualTo(22);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(12L, 0))).isEqualTo(16);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(3L, 0))).isEqualTo(16);
    }

    @Test
    void whereTheOutputGoesOnNothingIsLeftOutThatCanStillBeHad() {
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), goesOn(12))).isEqualTo(12);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), goesOn(18))).isEqualTo(18);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), goesOn(9)))
                .as("something is lost already: no reason to lag behind")
                .isEqualTo(16);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19, 0, Set.of(12L), ""), goesOn(11)))
                .as("a run does not begin before a discontinuity")
                .isEqualTo(16);
        assertThat(StartChoice.first(TestPlaylists.list(10, 99), goesOn(50)))
                .as("more than a minute would come in a flood")
                .isEqualTo(96);
    }

    @Test
    void whatWasShownUnderAnotherNumberingDoesNotCount() {
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(23L, 0))).isEqualTo(16);
        assertThat(StartChoice.first(TestPlaylists.list(10, 19), start(-1L, 0))).isEqualTo(16);
    }

    @Test
    void anEndedListIsOverUnlessSomethingNewIsInIt() {
        InputPlaylist.Media ended = TestPlaylists.ended(TestPlaylists.list(10, 19));
        assertThat(StartChoice.isOver(ended, start(null, 0))).isTrue();
        assertThat(StartChoice.isOver(ended, start(19L, 0))).isTrue();
        assertThat(StartChoice.isOver(ended, start(18L, 0))).isFalse();
        assertThat(StartChoice.isOver(ended, start(99L, 0))).isTrue();
        assertThat(StartChoice.isOver(TestPlaylists.list(10, 19), start(19L, 0)))
                .isFalse();
    }

    private static InputReader.Start start(Long shown, long untilDueMs) {
        return new InputReader.Start(shown == null ? null : new Position(shown, 0), false, untilDueMs, 0, 4000);
    }

    private static InputReader.Start goesOn(long shown) {
        return new InputReader.Start(new Position(shown, 0), true, 0, 0, 4000);
    }
}
