package tv.mux;

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
}
