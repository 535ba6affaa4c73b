package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tv.mux.config.Config.TransitionMode;

/** Ten thousand switches between random inputs: the output neither waits too long nor runs ahead. */
class StartOffsetSimulationTest {
    private static final int STREAMS = 400;
    private static final int SWITCHES = 25;

    /** Length of a segment and of a group of pictures, milliseconds, and number of segments listed. */
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

    private long maxDrift;
    private long minDrift;
    private long longestWait;
    private long slowestSwitch;
    private long excess;

    @Test
    void overlapMode() {
        simulate(TransitionMode.OVERLAP);

        assertThat(minDrift).isGreaterThan(-3_000);
        assertThat(maxDrift).isLessThan(3_000);
        assertThat(longestWait).isLessThan(7_000);
        assertThat(excess).as("max(segment time, the input's own) + 2 s").isLessThanOrEqualTo(0);
    }

    @Test
    void sequentialMode() {
        simulate(TransitionMode.SEQUENTIAL);

        // The last segment of an input may be one second long; the drift is then measured three seconds later.
        assertThat(minDrift).isGreaterThanOrEqualTo(-3_500);
        assertThat(maxDrift).isLessThan(3_000);
        // If an input returns that was published to its end, nothing of it is left to bridge the wait.
        assertThat(longestWait).isLessThan(9_000);
        // The input segments that the program source has read are published first.
        assertThat(slowestSwitch).isLessThanOrEqualTo(16_000);
    }

    /** Inputs faster than real time and full disks: the output neither runs too far ahead nor publishes in bursts. */
    @Test
    void fastInputsAndFullDisksCauseNoBurst() {
        long ahead = Long.MIN_VALUE;
        for (int seed = 0; seed < STREAMS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int listSize = 5 + random.nextInt(8);
            Map<String, Simulation.Input> inputs = new HashMap<>();
            for (int i = 0; i < 3; i++) {
                int[] shape = SHAPES.get(random.nextInt(SHAPES.size()));
                long speed = List.of(100L, 101L, 130L, 200L, 800L).get(random.nextInt(5));
                inputs.put("in" + i, new Simulation.Input(shape[0], shape[1], shape[2], 0, speed));
            }
            Simulation simulation = new Simulation(inputs, TransitionMode.OVERLAP, seed, listSize);
            for (int n = 0; n < 10; n++) {
                simulation.playhead("in" + random.nextInt(3));
                simulation.run(simulation.now() + random.nextInt(60_000));
                // The clock starts with the first segment.
                if (!simulation.published.isEmpty() && random.nextInt(3) == 0) {
                    simulation.stopPublishing(random.nextInt(40_000));
                }
            }
            ahead = Math.max(ahead, ahead(simulation.published, seed));
            assertNoBurst(simulation.published, listSize - 3, seed);
        }
        System.out.printf("fast inputs, full disks: ahead of the clock by %.1f s at most%n", ahead / 1000.0);
    }

    /** Returns how far the output ran ahead of real time, and checks that this was one target duration at most. */
    private static long ahead(List<Simulation.Published> published, long seed) {
        long first = published.get(0).at();
        long media = 0;
        long maximum = Long.MIN_VALUE;
        for (Simulation.Published segment : published) {
            maximum = Math.max(maximum, media - (segment.at() - first));
            media += segment.durationMs();
        }
        assertThat(maximum).as("seed %d", seed).isLessThanOrEqualTo(Simulation.TARGET_MS);
        return maximum;
    }

    /** Checks that a player that reloads once per target duration sees every segment, unless they play as fast. */
    private static void assertNoBurst(List<Simulation.Published> published, int limit, long seed) {
        for (int i = limit; i < published.size(); i++) {
            Simulation.Published before = published.get(i - 1);
            long at = published.get(i).at();
            boolean played = at >= before.at() + before.durationMs();
            assertThat(played || at - published.get(i - limit).at() >= Simulation.TARGET_MS)
                    .as(
                            "seed %d: segment %d of %d was published too soon after %d others",
                            seed, i, published.size(), limit)
                    .isTrue();
        }
    }

    private void simulate(TransitionMode mode) {
        for (int seed = 0; seed < STREAMS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Simulation simulation = new Simulation(inputs(random), mode, seed);
            int on = 0;
            simulation.playhead("in0");
            simulation.run(simulation.now() + 20_000);
            for (int n = 0; n < SWITCHES; n++) {
                on = (on + 1 + random.nextInt(4)) % 5;
                switchTo(simulation, "in" + on, 7_000 + random.nextInt(9_000));
            }
            measure(simulation.published);
        }
        System.out.printf(
                "%s, %d switches: drift %.1f to %.1f s, longest wait %.1f s, slowest switch %.1f s%n",
                mode,
                STREAMS * SWITCHES,
                minDrift / 1000.0,
                maxDrift / 1000.0,
                longestWait / 1000.0,
                slowestSwitch / 1000.0);
    }

    private static Map<String, Simulation.Input> inputs(SplittableRandom random) {
        Map<String, Simulation.Input> inputs = new HashMap<>();
        // Drift is measured from the first segment on, so the first input has segments of the usual length.
        inputs.put("in0", new Simulation.Input(2000, 2000, 6, 0));
        for (int i = 1; i < 5; i++) {
            int[] shape = SHAPES.get(random.nextInt(SHAPES.size()));
            inputs.put("in" + i, new Simulation.Input(shape[0], shape[1], shape[2], random.nextInt(shape[0])));
        }
        return inputs;
    }

    private void switchTo(Simulation simulation, String to, long durationMs) {
        long requestedAt = simulation.now();
        int before = simulation.published.size();
        simulation.playhead(to);
        simulation.run(requestedAt + durationMs);
        long elapsed = simulation.published.subList(before, simulation.published.size()).stream()
                        .filter(segment -> segment.head().equals(to))
                        .mapToLong(Simulation.Published::at)
                        .findFirst()
                        .orElse(requestedAt + durationMs)
                - requestedAt;
        slowestSwitch = Math.max(slowestSwitch, elapsed);
        long allowed =
                Math.max(Simulation.SEGMENT_TIME_MS, simulation.inputs.get(to).segmentMs()) + 2_000;
        excess = Math.max(excess, elapsed - allowed);
    }

    private void measure(List<Simulation.Published> published) {
        Simulation.Published first = published.get(0);
        Simulation.Published before = first;
        long media = 0;
        for (Simulation.Published segment : published.subList(1, published.size())) {
            media += segment.durationMs();
            long drift = media - (segment.at() - first.at());
            maxDrift = Math.max(maxDrift, drift);
            minDrift = Math.min(minDrift, drift);
            longestWait = Math.max(longestWait, segment.at() - before.at());
            if (segment.head().equals(before.head()) && !segment.discontinuity()) {
                assertThat(segment.beginMs()).as("no gap and no repetition").isEqualTo(before.endMs());
            }
            before = segment;
        }
    }
}
