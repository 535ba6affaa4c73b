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
        Config config = Config.from(Map.of("MUX_MODE", "abr", "MUX_ROLE", "edge", "CLUSTER_MEMBERS", "a:5701,b:5701"));
        assertThatThrownBy(() -> Scope.check(config))
                .isInstanceOf(ConfigException.class)
                .hasMessage("MUX_MODE=abr, MUX_ROLE=edge, CLUSTER_MEMBERS=a:5701,b:5701:"
                        + " this release cannot do that yet; it is one machine, in copy mode");
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
