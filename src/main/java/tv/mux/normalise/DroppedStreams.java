package tv.mux.normalise;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tv.mux.common.RecentMap;

/**
 * Remembers which streams of each input were reported as dropped, so that the log names them once and not at every run.
 * Pure.
 */
public final class DroppedStreams {
    /** Maximum number of inputs that are remembered. */
    static final int MAX_INPUTS = 200;

    private final Map<String, List<String>> reported = new RecentMap<>(MAX_INPUTS);

    /**
     * Returns the streams to report; empty if no stream is dropped, or if the same streams were reported before.
     *
     * @param input the input's address
     * @param streams the streams that are dropped, for the operator
     */
    public Optional<String> report(String input, List<String> streams) {
        if (streams.isEmpty() || streams.equals(reported.get(input))) {
            return Optional.empty();
        }
        reported.put(input, List.copyOf(streams));
        return Optional.of(String.join(", ", streams));
    }
}
