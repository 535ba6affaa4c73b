package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tv.mux.config.Config.TransitionMode;

/** Thirty random playheads within three seconds: at most two switches, and the last playhead wins. */
class BurstLimitSimulationTest {
    private static final int BURSTS = 2_000;
    private static final int PLAYHEADS = 30;
    private static final int BURST_MS = 3_000;

    private static final Map<String, Simulation.Input> INPUTS = Map.of(
            "in0", new Simulation.Input(2000, 2000, 6, 0),
            "in1", new Simulation.Input(4000, 4000, 6, 700),
            "in2", new Simulation.Input(3000, 1500, 6, 1100),
            "in3", new Simulation.Input(6000, 3000, 6, 1900),
            "in4", new Simulation.Input(2000, 1000, 6, 300));

    @ParameterizedTest
    @EnumSource(TransitionMode.class)
    void burstCausesAtMostTwoSwitchesAndTheLastPlayheadWins(TransitionMode mode) {
        int maxSwitches = 0;
        long maxRuns = 0;
        for (int seed = 0; seed < BURSTS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Simulation simulation = new Simulation(INPUTS, mode, seed);
            simulation.playhead("in0");
            simulation.run(simulation.now() + 20_000 + random.nextInt(8_000));
            int before = simulation.commands.size();
            long start = simulation.now();
            String last = "in0";
            for (long at : random.longs(PLAYHEADS, 0, BURST_MS).sorted().toArray()) {
                simulation.run(start + at);
                last = "in" + random.nextInt(5);
                simulation.playhead(last);
            }
            simulation.run(simulation.now() + 40_000);

            List<SwitchCommand> since = simulation.commands.subList(before, simulation.commands.size());
            int switches = (int) since.stream()
                    .filter(command -> command instanceof SwitchCommand.RecordSwitch made
                            && made.result().done())
                    .count();
            maxSwitches = Math.max(maxSwitches, switches);
            maxRuns = Math.max(
                    maxRuns,
                    since.stream()
                            .filter(command -> command instanceof SwitchCommand.Start)
                            .count());
            assertThat(simulation.published.get(simulation.published.size() - 1).head())
                    .as("the last playhead wins, burst %d", seed)
                    .isEqualTo(last);
            assertThat(switches).as("switches, burst %d", seed).isLessThanOrEqualTo(2);
        }
        System.out.printf(
                "%s, %d bursts of %d playheads: at most %d switches, %d runs started%n",
                mode, BURSTS, PLAYHEADS, maxSwitches, maxRuns);
        assertThat(maxRuns).isLessThanOrEqualTo(5);
    }
}
