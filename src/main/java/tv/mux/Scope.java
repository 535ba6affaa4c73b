package tv.mux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tv.mux.config.Config;
import tv.mux.config.ConfigException;

/** What this release cannot do yet. Asked for, it stops the start, or is said at least: nothing is silently left out. */
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

    /** What is asked for by default and left out all the same: nothing to stop for, but to be said at the start. */
    static Optional<String> leftOut(Config config) {
        return config.icecast().enabled()
                ? Optional.of("Icecast gets no audio: this release does not send to it yet (ICECAST_ENABLED=false says"
                        + " that none is wanted)")
                : Optional.empty();
    }
}
