package tv.mux.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.input.playlist.TestPlaylists;
import tv.mux.status.RunStatus.Cause;

/**
 * Random inputs that continue, jump, restart, lag, break and lose segments. The delivered segments keep their order.
 */
class PlaylistFollowerPropertyTest {
    private static final int STEPS = 20_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void deliversNoSegmentTwiceAndSkipsNoneWithoutABreak(long seed) {
        Random random = new Random(seed);
        Set<Long> tags = new HashSet<>();
        long first = random.nextInt(1000);
        long last = first + 4;
        InputPlaylist.Media list = TestPlaylists.list(first, last);
        PlaylistFollower follower =
                new PlaylistFollower(list, first + 2, next -> Math.max(next.first(), next.last() - 2));
        OrderCheck order = new OrderCheck();
        int generation = 0;
        for (int i = 0; i < STEPS; i++) {
            switch (random.nextInt(40)) {
                case 0 -> { // the input jumps ahead
                    first = last + 1 + random.nextInt(50);
                    last = first + random.nextInt(5);
                }
                case 1 -> { // the numbering starts over
                    first = random.nextInt(3);
                    last = first + random.nextInt(4);
                    generation++;
                    tags.clear();
                }
                case 2 -> tags.add(last + 1);
                default -> {
                    last += random.nextInt(3);
                    first = Math.max(first, last - 2 - random.nextInt(6));
                }
            }
            long lag = random.nextInt(10) == 0 ? random.nextInt(4) : 0;
            InputPlaylist.Media next = TestPlaylists.list(
                    Math.max(0, first - lag), Math.max(0, last - lag), 0, Set.copyOf(tags), generation + "-");
            follower.accept(random.nextInt(20) == 0 ? TestPlaylists.gap(next, next.last()) : next);
            for (int reads = random.nextInt(6); reads > 0; reads--) {
                PlaylistFollower.Step step = follower.next();
                if (step instanceof PlaylistFollower.Step.Fetch fetch) {
                    if (random.nextInt(20) == 0) {
                        follower.skip(fetch, "lost");
                    } else {
                        order.segment(fetch.segment().sequence());
                        follower.delivered(fetch);
                    }
                } else if (step instanceof PlaylistFollower.Step.Break breakStep) {
                    order.afterBreak(breakStep.cause());
                }
            }
        }
        assertThat(order.segments).isGreaterThan(STEPS / 10);
        assertThat(order.causes).containsExactlyInAnyOrder(Cause.GAP, Cause.RESTARTED, Cause.DISCONTINUITY);
    }

    private static final class OrderCheck {
        private final Set<Cause> causes = new HashSet<>();
        private long previous = -1;
        private Cause lastBreak;
        private int segments;

        void segment(long sequence) {
            if (previous >= 0 && lastBreak == null) {
                assertThat(sequence).isEqualTo(previous + 1);
            } else if (lastBreak == Cause.GAP) {
                assertThat(sequence).isGreaterThan(previous);
            } else if (lastBreak == Cause.DISCONTINUITY) {
                assertThat(sequence).isGreaterThan(previous);
            }
            previous = sequence;
            lastBreak = null;
            segments++;
        }

        void afterBreak(Cause cause) {
            assertThat(lastBreak == null || cause == Cause.RESTARTED)
                    .as("at most one break between two segments")
                    .isTrue();
            lastBreak = cause;
            causes.add(cause);
        }
    }
}
