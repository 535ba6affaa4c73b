package tv.mux.log;

import java.util.AbstractMap.SimpleEntry;
import java.util.Map;
import java.util.function.Function;

/**
 * A text in this process's memory, changed by the same processors as an entry of a Hazelcast map. It takes the place of
 * Hazelcast on a node that is alone, which so needs no member and opens no port.
 */
public final class LocalEntry {
    private String text;

    /** The text; null before it was set. */
    public synchronized String text() {
        return text;
    }

    /** Runs a processor on the entry; nobody sees it half done. */
    public synchronized <T> T change(Function<Map.Entry<String, String>, T> processor) {
        Map.Entry<String, String> entry = new SimpleEntry<>("", text);
        T answer = processor.apply(entry);
        text = entry.getValue();
        return answer;
    }
}
