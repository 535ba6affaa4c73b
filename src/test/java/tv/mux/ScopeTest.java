package tv.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tv.mux.config.Config;
import tv.mux.config.ConfigException;

class ScopeTest {

    @Test
    void whatCannotBeDoneYetStopsTheStart() {
        Config config = Config.from(Map.of("MUX_MODE", "abr"));
        assertThatThrownBy(() -> Scope.check(config))
                .isInstanceOf(ConfigException.class)
                .hasMessage("MUX_MODE=abr: this release cannot do that yet; it is copy mode only");
    }

    @Test
    void thatIcecastGetsNothingIsSaid() {
        Config asItComes = Config.from(Map.of());
        Scope.check(asItComes);
        assertThat(Scope.leftOut(asItComes))
                .hasValueSatisfying(said -> assertThat(said).contains("Icecast").contains("ICECAST_ENABLED"));
        assertThat(Scope.leftOut(Config.from(Map.of("ICECAST_ENABLED", "false"))))
                .isEmpty();
    }
}
