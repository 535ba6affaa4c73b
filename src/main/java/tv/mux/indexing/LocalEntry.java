package tv.mux.indexing;

import java.util.AbstractMap.SimpleEntry;
import java.util.Map;
import java.util.function.Function;

/**
 * An entry in memory that replaces an entry of a Hazelcast map, changed by the same entry processors. Used on a node
 * without a cluster, which starts no Hazelcast member and opens no port.
 */
public final class LocalEntry {
    private String text;

    /** The value of the entry, or null if it was never set. */
    public synchronized String text() {
        return text;
    }

    /** Runs a processor on the entry, atomically, and returns the processor's result. */
    public synchronized <T> T change(Function<Map.Entry<String, String>, T> processor) {
        Map.Entry<String, String> entry = new SimpleEntry<>("", text);
        T result = processor.apply(entry);
        text = entry.getValue();
        return result;
    }
}
