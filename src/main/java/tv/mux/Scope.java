package tv.mux;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tv.mux.config.Config;
import tv.mux.config.ConfigException;

/** What this release cannot do yet. Asked for, it stops the start: nothing is silently left out. */
final class Scope {
    private Scope() {}

    static void check(Config config) {
        List<String> missing = new ArrayList<>();
        if (config.mode() == Config.Mode.ABR) {
            missing.add("MUX_MODE=abr");
        }
        if (config.role() != Config.Role.ALL) {
            missing.add("MUX_ROLE=" + config.role().name().toLowerCase(Locale.ROOT));
        }
        if (!config.cluster().members().isEmpty()) {
            missing.add("CLUSTER_MEMBERS=" + String.join(",", config.cluster().members()));
        }
        if (!missing.isEmpty()) {
            throw new ConfigException(
                    String.join(", ", missing) + ": this release cannot do that yet; it is one machine, in copy mode");
        }
    }
}
