package tv.mux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tv.mux.config.Config;

class ScopeTest {

    @Test
    void thatIcecastGetsNothingIsSaid() {
        Config asItComes = Config.from(Map.of());
        assertThat(Scope.leftOut(asItComes))
                .hasValueSatisfying(said -> assertThat(said).contains("Icecast").contains("ICECAST_ENABLED"));
        assertThat(Scope.leftOut(Config.from(Map.of("ICECAST_ENABLED", "false"))))
                .isEmpty();
    }
}
