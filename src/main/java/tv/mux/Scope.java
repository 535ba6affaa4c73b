package tv.mux;

import java.util.Optional;
import tv.mux.config.Config;

/** What this release cannot do yet: it is said, for nothing is silently left out. */
final class Scope {
    private Scope() {}

    /** What is asked for by default and left out all the same: nothing to stop for, but to be said at the start. */
    static Optional<String> leftOut(Config config) {
        return config.icecast().enabled()
                ? Optional.of("Icecast gets no audio: this release does not send to it yet (ICECAST_ENABLED=false says"
                        + " that none is wanted)")
                : Optional.empty();
    }
}
