package tv.mux;

import java.util.ArrayList;
import java.util.List;
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
        if (!missing.isEmpty()) {
            throw new ConfigException(
                    String.join(", ", missing) + ": this release cannot do that yet; it is copy mode only");
        }
    }
}
