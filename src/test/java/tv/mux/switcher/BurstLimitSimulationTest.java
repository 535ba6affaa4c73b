package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tv.mux.config.Config.TransitionMode;

/** Thirty moves within three seconds, at random: at most two switches, and the last one wins. */
class BurstLimitSimulationTest {
    private static final int BURSTS = 2_000;
    private static final int MOVES = 30;
    private static final int BURST_MS = 3_000;

    private static final Map<String, World.Shape> INPUTS = Map.of(
            "in0", new World.Shape(2000, 2000, 6, 0),
            "in1", new World.Shape(4000, 4000, 6, 700),
            "in2", new World.Shape(3000, 1500, 6, 1100),
            "in3", new World.Shape(6000, 3000, 6, 1900),
            "in4", new World.Shape(2000, 1000, 6, 300));

    @ParameterizedTest
    @EnumSource(TransitionMode.class)
    void atMostTwoSwitchesAndTheLastOneWins(TransitionMode mode) {
        int mostSwitches = 0;
        long mostRuns = 0;
        for (int seed = 0; seed < BURSTS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            World world = new World(INPUTS, mode, seed);
            world.want("in0");
            world.run(world.now() + 20_000 + random.nextInt(8_000));
            int before = world.orders.size();
            long began = world.now();
            String last = "in0";
            for (long at : random.longs(MOVES, 0, BURST_MS).sorted().toArray()) {
                world.run(began + at);
                last = "in" + random.nextInt(5);
                world.want(last);
            }
            world.run(world.now() + 40_000);

            List<SwitchCommand> since = world.orders.subList(before, world.orders.size());
            int switches = (int) since.stream()
                    .filter(order -> order instanceof SwitchCommand.RecordSwitch made
                            && made.result().done())
                    .count();
            mostSwitches = Math.max(mostSwitches, switches);
            mostRuns = Math.max(
                    mostRuns,
                    since.stream()
                            .filter(order -> order instanceof SwitchCommand.Start)
                            .count());
            assertThat(world.published.get(world.published.size() - 1).head())
                    .as("the last one wins, burst %d", seed)
                    .isEqualTo(last);
            assertThat(switches).as("switches, burst %d", seed).isLessThanOrEqualTo(2);
        }
        System.out.printf(
                "%s, %d bursts of %d moves: at most %d switches, %d runs begun%n",
                mode, BURSTS, MOVES, mostSwitches, mostRuns);
        assertThat(mostRuns).isLessThanOrEqualTo(5);
    }
}
