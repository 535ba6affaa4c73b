package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tv.mux.config.Config.TransitionMode;

/** Ten thousand switches among inputs of random shapes: the output neither waits nor runs ahead. */
class StartOffsetSimulationTest {
    private static final int STREAMS = 400;
    private static final int MOVES = 25;

    /** Milliseconds of a segment, milliseconds of a group of pictures, segments listed. */
    private static final List<int[]> SHAPES = List.of(
            new int[] {2000, 2000, 6},
            new int[] {4000, 4000, 6},
            new int[] {3000, 1500, 6},
            new int[] {6000, 3000, 6},
            new int[] {2000, 1000, 6},
            new int[] {1000, 1000, 8},
            new int[] {5000, 1000, 5},
            new int[] {6000, 2000, 4},
            new int[] {4000, 2000, 5});

    private long mostDrift;
    private long leastDrift;
    private long longestWait;
    private long slowest;
    private long tooSlow;

    @Test
    void inputsReadAtOnce() {
        simulate(TransitionMode.OVERLAP);

        assertThat(leastDrift).isGreaterThan(-3_000);
        assertThat(mostDrift).isLessThan(3_000);
        assertThat(longestWait).isLessThan(7_000);
        assertThat(tooSlow).as("max(segment time, the input's own) + 2 s").isLessThanOrEqualTo(0);
    }

    @Test
    void inputsReadOneAfterTheOther() {
        simulate(TransitionMode.SEQUENTIAL);

        // A last cut may be a second long, and then the next segment is counted three seconds after the first one's
        // four.
        assertThat(leastDrift).isGreaterThanOrEqualTo(-3_500);
        assertThat(mostDrift).isLessThan(3_000);
        // Back to an input that was shown to its end already: nothing of it is left to bridge the wait for more.
        assertThat(longestWait).isLessThan(9_000);
        // What the one on air was fed is shown to its end first.
        assertThat(slowest).isLessThanOrEqualTo(16_000);
    }

    /**
     * Inputs faster than time, and a disk that is full for a while: media leaves neither ahead of the clock nor in
     * floods.
     */
    @Test
    void nothingLeavesInAFlood() {
        long ahead = Long.MIN_VALUE;
        for (int seed = 0; seed < STREAMS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int listSize = 5 + random.nextInt(8);
            Map<String, World.Shape> shapes = new HashMap<>();
            for (int i = 0; i < 3; i++) {
                int[] shape = SHAPES.get(random.nextInt(SHAPES.size()));
                long speed = List.of(100L, 101L, 130L, 200L, 800L).get(random.nextInt(5));
                shapes.put("in" + i, new World.Shape(shape[0], shape[1], shape[2], 0, speed));
            }
            World world = new World(shapes, TransitionMode.OVERLAP, seed, listSize);
            for (int move = 0; move < 10; move++) {
                world.want("in" + random.nextInt(3));
                world.run(world.now() + random.nextInt(60_000));
                // The clock counts from the first segment on.
                if (!world.published.isEmpty() && random.nextInt(3) == 0) {
                    world.diskFull(random.nextInt(40_000));
                }
            }
            ahead = Math.max(ahead, ahead(world.published, seed));
            nothingAtOnce(world.published, listSize - 3, seed);
        }
        System.out.printf("fast inputs, full disks: ahead of the clock by %.1f s at most%n", ahead / 1000.0);
    }

    /** How far media leaves ahead of the clock: by one target duration at most, and the segment that begins it. */
    private static long ahead(List<World.Shown> published, long seed) {
        long first = published.get(0).at();
        long media = 0;
        long most = Long.MIN_VALUE;
        for (World.Shown shown : published) {
            most = Math.max(most, media - (shown.at() - first));
            media += shown.durationMs();
        }
        assertThat(most).as("seed %d", seed).isLessThanOrEqualTo(World.TARGET_MS);
        return most;
    }

    /** Within a target duration no more leave than a player that reloads then gets to see, unless they play as fast. */
    private static void nothingAtOnce(List<World.Shown> published, int most, long seed) {
        for (int i = most; i < published.size(); i++) {
            World.Shown before = published.get(i - 1);
            long at = published.get(i).at();
            boolean played = at >= before.at() + before.durationMs();
            assertThat(played || at - published.get(i - most).at() >= World.TARGET_MS)
                    .as("seed %d: segment %d of %d left with %d before it", seed, i, published.size(), most)
                    .isTrue();
        }
    }

    private void simulate(TransitionMode mode) {
        for (int seed = 0; seed < STREAMS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            World world = new World(inputs(random), mode, seed);
            int on = 0;
            world.want("in0");
            world.run(world.now() + 20_000);
            for (int move = 0; move < MOVES; move++) {
                on = (on + 1 + random.nextInt(4)) % 5;
                move(world, "in" + on, 7_000 + random.nextInt(9_000));
            }
            measure(world.published);
        }
        System.out.printf(
                "%s, %d switches: drift %.1f to %.1f s, longest wait %.1f s, slowest switch %.1f s%n",
                mode, STREAMS * MOVES, leastDrift / 1000.0, mostDrift / 1000.0, longestWait / 1000.0, slowest / 1000.0);
    }

    private static Map<String, World.Shape> inputs(SplittableRandom random) {
        Map<String, World.Shape> shapes = new HashMap<>();
        // Drift counts from the first segment on: one of the common length.
        shapes.put("in0", new World.Shape(2000, 2000, 6, 0));
        for (int i = 1; i < 5; i++) {
            int[] shape = SHAPES.get(random.nextInt(SHAPES.size()));
            shapes.put("in" + i, new World.Shape(shape[0], shape[1], shape[2], random.nextInt(shape[0])));
        }
        return shapes;
    }

    private void move(World world, String to, long untilTheNextMs) {
        long asked = world.now();
        int before = world.published.size();
        world.want(to);
        world.run(asked + untilTheNextMs);
        long took = world.published.subList(before, world.published.size()).stream()
                        .filter(shown -> shown.head().equals(to))
                        .mapToLong(World.Shown::at)
                        .findFirst()
                        .orElse(asked + untilTheNextMs)
                - asked;
        slowest = Math.max(slowest, took);
        long allowed = Math.max(World.SEGMENT_TIME_MS, world.shapes.get(to).segmentMs()) + 2_000;
        tooSlow = Math.max(tooSlow, took - allowed);
    }

    private void measure(List<World.Shown> published) {
        World.Shown first = published.get(0);
        World.Shown before = first;
        long media = 0;
        for (World.Shown shown : published.subList(1, published.size())) {
            media += shown.durationMs();
            long drift = media - (shown.at() - first.at());
            mostDrift = Math.max(mostDrift, drift);
            leastDrift = Math.min(leastDrift, drift);
            longestWait = Math.max(longestWait, shown.at() - before.at());
            if (shown.head().equals(before.head()) && !shown.discontinuity()) {
                assertThat(shown.beginMs()).as("nothing lost, nothing repeated").isEqualTo(before.endMs());
            }
            before = shown;
        }
    }
}
