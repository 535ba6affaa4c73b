package tv.mux.normalise;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Remembers what was said to be left out of an input, so that it is said once, and not at every run of it. Pure. */
public final class DroppedStreams {
    /** Of so many inputs; of the one longest ago it is said again. */
    static final int MOST = 200;

    private final Map<String, List<String>> said = new LinkedHashMap<>();

    /**
     * What is to be said; empty where that was said before, or nothing is left out.
     *
     * @param head the input's address
     * @param streams what is left out of it, for people
     */
    public Optional<String> news(String head, List<String> streams) {
        if (streams.isEmpty() || streams.equals(said.get(head))) {
            return Optional.empty();
        }
        said.remove(head);
        said.put(head, List.copyOf(streams));
        if (said.size() > MOST) {
            said.remove(said.keySet().iterator().next());
        }
        return Optional.of(String.join(", ", streams));
    }
}
