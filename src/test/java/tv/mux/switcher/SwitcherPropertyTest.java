package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tv.mux.config.Config.TransitionMode;

/** Random sequences of events: the invariants of {@link RandomEvents} hold after each event. */
class SwitcherPropertyTest {
    private static final int SEQUENCES = 1_000;
    private static final int EVENTS = 250;

    @ParameterizedTest
    @EnumSource(TransitionMode.class)
    void invariantsHoldForRandomEvents(TransitionMode mode) {
        int published = 0;
        int runs = 0;
        int slates = 0;
        for (int seed = 0; seed < SEQUENCES; seed++) {
            RandomEvents events = new RandomEvents(mode, seed);
            try {
                for (int event = 0; event < EVENTS; event++) {
                    events.randomEvent();
                }
                events.settle();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(mode + ", sequence " + seed + ": " + e.getMessage() + events.history(), e);
            }
            published += events.published();
            runs += events.runs();
            slates += events.slateSegments();
        }
        System.out.printf(
                "%s: %d sequences, %d runs, %d segments, %d of them slate%n", mode, SEQUENCES, runs, published, slates);
        assertThat(runs).as("the sequences start many runs").isGreaterThan(SEQUENCES * 10);
        assertThat(published).isGreaterThan(SEQUENCES * 10);
        assertThat(slates).isGreaterThan(SEQUENCES / 10);
    }
}
