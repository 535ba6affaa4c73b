package tv.mux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tv.mux.config.Config.TransitionMode;

/** Ten thousand switches among inputs of random shapes: the output neither waits nor runs ahead. */
class PacingSimulationTest {
    private static final int STREAMS = 400;
    private static final int MOVES = 25;

    private static final List<long[]> SHAPES = List.of(
            new long[] {2000, 2000, 6},
            new long[] {4000, 4000, 6},
            new long[] {3000, 1500, 6},
            new long[] {6000, 3000, 6},
            new long[] {2000, 1000, 6},
            new long[] {1000, 1000, 8},
            new long[] {5000, 1000, 5},
            new long[] {6000, 2000, 4},
            new long[] {4000, 2000, 5});

    @Test
    void neitherWaitsNorRunsAhead() {
        long mostDrift = 0;
        long leastDrift = 0;
        long longestWait = 0;
        long slowest = Long.MIN_VALUE;
        for (int seed = 0; seed < STREAMS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<String, World.Shape> shapes = new HashMap<>();
            // Drift counts from the first segment on: one of the common length.
            shapes.put("in0", new World.Shape(2000, 2000, 6, 0));
            for (int i = 1; i < 5; i++) {
                long[] shape = SHAPES.get(random.nextInt(SHAPES.size()));
                shapes.put(
                        "in" + i, new World.Shape(shape[0], shape[1], (int) shape[2], random.nextInt((int) shape[0])));
            }
            World world = new World(shapes, TransitionMode.OVERLAP, seed);
            int on = 0;
            world.want("in0");
            world.run(world.now() + 20_000);
            for (int move = 0; move < MOVES; move++) {
                on = (on + 1 + random.nextInt(4)) % 5;
                String to = "in" + on;
                long asked = world.now();
                world.want(to);
                world.run(asked + 7_000 + random.nextInt(9_000));
                long at = world.published.stream()
                        .filter(shown -> shown.at() >= asked && shown.head().equals(to))
                        .mapToLong(World.Shown::at)
                        .findFirst()
                        .orElse(asked + 99_000);
                long allowed = Math.max(4_000, shapes.get(to).segmentMs()) + 2_000;
                slowest = Math.max(slowest, at - asked - allowed);
            }
            World.Shown first = world.published.get(0);
            World.Shown before = first;
            long media = 0;
            for (World.Shown shown : world.published.subList(1, world.published.size())) {
                media += shown.durationMs();
                long drift = media - (shown.at() - first.at());
                mostDrift = Math.max(mostDrift, drift);
                leastDrift = Math.min(leastDrift, drift);
                longestWait = Math.max(longestWait, shown.at() - before.at());
                if (shown.head().equals(before.head()) && !shown.discontinuity()) {
                    assertThat(shown.beginMs())
                            .as("nothing lost, nothing repeated")
                            .isEqualTo(before.endMs());
                }
                before = shown;
            }
        }
        System.out.printf(
                "%d switches: drift %.1f to %.1f s, longest wait %.1f s, slowest switch %.1f s of what is allowed%n",
                STREAMS * MOVES, leastDrift / 1000.0, mostDrift / 1000.0, longestWait / 1000.0, slowest / 1000.0);
        assertThat(leastDrift).isGreaterThan(-3_000);
        assertThat(mostDrift).isLessThan(3_000);
        assertThat(longestWait).isLessThan(7_000);
        assertThat(slowest).isLessThanOrEqualTo(0);
    }
}
