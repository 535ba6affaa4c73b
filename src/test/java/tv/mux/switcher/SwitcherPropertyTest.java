package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tv.mux.config.Config.TransitionMode;

/** Whatever happens, in whatever order: what must always hold, holds. */
class SwitcherPropertyTest {
    private static final int STORIES = 1_000;
    private static final int EVENTS = 250;

    @ParameterizedTest
    @EnumSource(TransitionMode.class)
    void whateverHappens(TransitionMode mode) {
        int published = 0;
        int runs = 0;
        int slates = 0;
        for (int seed = 0; seed < STORIES; seed++) {
            Chaos chaos = new Chaos(mode, seed);
            try {
                for (int event = 0; event < EVENTS; event++) {
                    chaos.anything();
                }
                chaos.calm();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(mode + ", story " + seed + ": " + e.getMessage() + chaos.story(), e);
            }
            published += chaos.published();
            runs += chaos.runs();
            slates += chaos.slates();
        }
        System.out.printf(
                "%s: %d stories, %d runs, %d segments, %d of them slate%n", mode, STORIES, runs, published, slates);
        assertThat(runs).as("the stories are worth telling").isGreaterThan(STORIES * 10);
        assertThat(published).isGreaterThan(STORIES * 10);
        assertThat(slates).isGreaterThan(STORIES / 10);
    }
}
