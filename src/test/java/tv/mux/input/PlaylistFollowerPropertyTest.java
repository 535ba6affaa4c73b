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

/** Random inputs that go on, jump, start over, lag, break and lose segments: what is handed out keeps its order. */
class PlaylistFollowerPropertyTest {
    private static final int STEPS = 20_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothingIsHandedOutTwiceOrSkippedWithoutABreak(long seed) {
        Random random = new Random(seed);
        Set<Long> tags = new HashSet<>();
        long first = random.nextInt(1000);
        long last = first + 4;
        InputPlaylist.Media list = TestPlaylists.list(first, last);
        PlaylistFollower follower =
                new PlaylistFollower(list, first + 2, next -> Math.max(next.first(), next.last() - 2));
        Order order = new Order();
        int generation = 0;
        for (int i = 0; i < STEPS; i++) {
            switch (random.nextInt(40)) {
                case 0 -> { // jumps ahead
                    first = last + 1 + random.nextInt(50);
                    last = first + random.nextInt(5);
                }
                case 1 -> { // starts over
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
                } else if (step instanceof PlaylistFollower.Step.Break told) {
                    order.broken(told.cause());
                }
            }
        }
        assertThat(order.segments).isGreaterThan(STEPS / 10);
        assertThat(order.causes).containsExactlyInAnyOrder(Cause.GAP, Cause.RESTARTED, Cause.DISCONTINUITY);
    }

    private static final class Order {
        private final Set<Cause> causes = new HashSet<>();
        private long before = -1;
        private Cause broken;
        private int segments;

        void segment(long sequence) {
            if (before >= 0 && broken == null) {
                assertThat(sequence).isEqualTo(before + 1);
            } else if (broken == Cause.GAP) {
                assertThat(sequence).isGreaterThan(before);
            } else if (broken == Cause.DISCONTINUITY) {
                assertThat(sequence).isGreaterThan(before);
            }
            before = sequence;
            broken = null;
            segments++;
        }

        void broken(Cause cause) {
            assertThat(broken == null || cause == Cause.RESTARTED)
                    .as("one break between two segments")
                    .isTrue();
            broken = cause;
            causes.add(cause);
        }
    }
}
