package tv.mux.common;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map with a maximum size. A new entry beyond the maximum replaces the entry that was used least recently. Both
 * {@code get} and {@code put} use an entry. Not safe for threads.
 */
public final class RecentMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private static final int INITIAL_CAPACITY = 16;
    private static final float LOAD_FACTOR = 0.75f;

    private final int maximum;

    /**
     * Creates an empty map.
     *
     * @param maximum the maximum number of entries
     */
    public RecentMap(int maximum) {
        super(INITIAL_CAPACITY, LOAD_FACTOR, true);
        this.maximum = maximum;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > maximum;
    }
}
