package tv.mux.input;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.input.playlist.TestPlaylists.ended;
import static tv.mux.input.playlist.TestPlaylists.gap;
import static tv.mux.input.playlist.TestPlaylists.list;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tv.mux.input.playlist.InputPlaylist;

class PlaylistFollowerTest {

    @Test
    void readsALivePlaylistWithoutABreak() {
        PlaylistFollower follower = follower(list(10, 14), 12);
        assertThat(read(follower)).containsExactly("12", "13", "14");
        assertThat(follower.accept(list(10, 14))).isFalse();
        assertThat(read(follower)).isEmpty();
        assertThat(follower.accept(list(12, 16))).isTrue();
        assertThat(read(follower)).containsExactly("15", "16");
    }

    @Test
    void segmentsThatLeaveThePlaylistAreAGap() {
        PlaylistFollower follower = follower(list(10, 14), 13);
        assertThat(read(follower)).containsExactly("13", "14");
        follower.accept(list(20, 24));
        assertThat(read(follower)).containsExactly("GAP", "20", "21", "22", "23", "24");
    }

    @Test
    void aGapStatesTheNumberOfLostSegments() {
        PlaylistFollower follower = follower(list(10, 14), 14);
        read(follower);
        follower.accept(list(20, 24));
        assertThat(follower.next())
                .isInstanceOfSatisfying(PlaylistFollower.Step.Break.class, step -> assertThat(step.detail())
                        .startsWith("5 segments from 15 on"));
    }

    @Test
    void noGapBeforeTheFirstSegment() {
        PlaylistFollower follower = follower(list(10, 14), 12);
        follower.accept(list(20, 24));
        assertThat(read(follower)).containsExactly("20", "21", "22", "23", "24");
    }

    @Test
    void aSkippedSegmentIsAGap() {
        PlaylistFollower follower = follower(list(10, 14), 12);
        readOne(follower);
        follower.skip((PlaylistFollower.Step.Fetch) follower.next(), "404");
        assertThat(read(follower)).containsExactly("GAP", "14");
    }

    @Test
    void segmentsWithExtXGapAreAGap() {
        PlaylistFollower follower = follower(gap(gap(list(10, 14), 12), 13), 11);
        assertThat(read(follower)).containsExactly("11", "GAP", "14");
    }

    @Test
    void aDiscontinuityIsABreakExceptBeforeTheFirstSegment() {
        PlaylistFollower follower = follower(list(10, 14, 3, Set.of(12L, 14L), ""), 12);
        assertThat(read(follower)).containsExactly("12", "13", "DISCONTINUITY", "14");
    }

    @Test
    void theDiscontinuitySequenceRevealsATagThatLeftThePlaylist() {
        PlaylistFollower follower = follower(list(10, 14, 3, Set.of(), ""), 13);
        read(follower);
        follower.accept(list(15, 19, 4, Set.of(), ""));
        assertThat(read(follower)).containsExactly("DISCONTINUITY", "15", "16", "17", "18", "19");
    }

    @Test
    void aTagBehindThePositionIsNoDiscontinuity() {
        PlaylistFollower follower = follower(list(10, 14, 3, Set.of(13L), ""), 13);
        read(follower);
        follower.accept(list(15, 19, 4, Set.of(), ""));
        assertThat(read(follower)).containsExactly("15", "16", "17", "18", "19");
    }

    @Test
    void keepsTheDiscontinuitySequenceOfAFetchWhenThePlaylistAdvances() {
        PlaylistFollower follower = follower(list(10, 14, 3, Set.of(14L), ""), 13);
        readOne(follower);
        PlaylistFollower.Step.Break discontinuity = (PlaylistFollower.Step.Break) follower.next();
        assertThat(discontinuity.detail()).contains("14");
        PlaylistFollower.Step.Fetch fetch = (PlaylistFollower.Step.Fetch) follower.next();
        follower.accept(list(15, 19, 4, Set.of(), ""));
        follower.delivered(fetch);
        assertThat(read(follower)).containsExactly("15", "16", "17", "18", "19");
    }

    @Test
    void acceptsAServerWithoutDiscontinuitySequence() {
        PlaylistFollower follower = follower(list(10, 14, 0, Set.of(12L), ""), 12);
        read(follower);
        follower.accept(list(13, 17, 0, Set.of(), ""));
        follower.accept(list(14, 18, 0, Set.of(), ""));
        assertThat(read(follower)).containsExactly("15", "16", "17", "18");
    }

    @Test
    void aNewNumberingIsABreak() {
        PlaylistFollower follower = follower(list(100, 104), 104);
        read(follower);
        assertThat(follower.accept(list(0, 4))).isTrue();
        assertThat(read(follower)).containsExactly("RESTARTED", "2", "3", "4");
    }

    @Test
    void aNewNumberingLittleBelowTheOldOneIsABreak() {
        PlaylistFollower follower = follower(list(0, 2), 2);
        read(follower);
        follower.accept(list(0, 0, 0, Set.of(), "other-"));
        assertThat(read(follower)).containsExactly("RESTARTED", "0");
    }

    @Test
    void otherNamesUnderTheSameNumbersAreANewNumbering() {
        PlaylistFollower follower = follower(list(0, 4), 4);
        follower.accept(list(1, 5));
        read(follower);
        follower.accept(list(2, 6, 0, Set.of(), "other-"));
        assertThat(read(follower)).containsExactly("RESTARTED", "4", "5", "6");
    }

    @Test
    void namesThatChangeWithEachLoadAreNoNewNumbering() {
        PlaylistFollower follower = follower(list(0, 4, 0, Set.of(), "t1-"), 4);
        follower.accept(list(1, 5, 0, Set.of(), "t2-"));
        follower.accept(list(2, 6, 0, Set.of(), "t3-"));
        assertThat(read(follower)).containsExactly("4", "5", "6");
    }

    @Test
    void ignoresALaggingReplica() {
        PlaylistFollower follower = follower(list(10, 14), 14);
        read(follower);
        assertThat(follower.accept(list(9, 13))).isFalse();
        assertThat(follower.accept(list(7, 11))).isFalse();
        follower.accept(list(11, 15));
        assertThat(read(follower)).containsExactly("15");
    }

    @Test
    void acceptsAnOlderPlaylistThatPersists() {
        PlaylistFollower follower = follower(list(10, 14), 14);
        read(follower);
        for (int i = 0; i < 11; i++) {
            follower.accept(list(8, 12));
        }
        assertThat(read(follower)).containsExactly("RESTARTED", "10", "11", "12");
    }

    @Test
    void aFetchFromBeforeTheNewNumberingPrecedesTheBreak() {
        PlaylistFollower follower = follower(list(100, 104), 103);
        readOne(follower);
        PlaylistFollower.Step.Fetch fetch = (PlaylistFollower.Step.Fetch) follower.next();
        follower.accept(list(0, 4));
        follower.delivered(fetch);
        assertThat(read(follower)).containsExactly("RESTARTED", "2", "3", "4");
    }

    @Test
    void reportsANewNumberingBeforeTheFirstSegment() {
        PlaylistFollower follower = follower(list(100, 104), 103);
        follower.accept(list(0, 4));
        assertThat(read(follower)).containsExactly("RESTARTED", "2", "3", "4");
    }

    @Test
    void theEndFollowsTheLastSegment() {
        PlaylistFollower follower = follower(list(10, 14), 13);
        follower.accept(ended(list(10, 15)));
        assertThat(read(follower)).containsExactly("13", "14", "15", "END");
    }

    @Test
    void anEmptyPlaylistCountsOnlyIfItEnds() {
        PlaylistFollower follower = follower(list(10, 14), 14);
        assertThat(follower.accept(list(15, 14))).isFalse();
        assertThat(read(follower)).containsExactly("14");
        assertThat(follower.accept(ended(list(15, 14)))).isTrue();
        assertThat(read(follower)).containsExactly("END");
    }

    private static PlaylistFollower follower(InputPlaylist.Media list, long first) {
        return new PlaylistFollower(list, first, restarted -> Math.max(restarted.first(), restarted.last() - 2));
    }

    private static void readOne(PlaylistFollower follower) {
        follower.delivered((PlaylistFollower.Step.Fetch) follower.next());
    }

    /** Reads all available steps: the numbers of segments, the causes of breaks, and END. */
    private static List<String> read(PlaylistFollower follower) {
        List<String> out = new ArrayList<>();
        while (true) {
            PlaylistFollower.Step step = follower.next();
            if (step instanceof PlaylistFollower.Step.Fetch fetch) {
                out.add(Long.toString(fetch.segment().sequence()));
                follower.delivered(fetch);
            } else if (step instanceof PlaylistFollower.Step.Break breakStep) {
                out.add(breakStep.cause().name());
            } else {
                if (step instanceof PlaylistFollower.Step.End) {
                    out.add("END");
                }
                return out;
            }
        }
    }
}
