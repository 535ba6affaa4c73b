package tv.mux.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@link RecentMap}: the entry used least recently is replaced first. */
class RecentMapTest {
    @Test
    void replacesTheEntryUsedLeastRecently() {
        RecentMap<String, Integer> map = new RecentMap<>(2);
        map.put("a", 1);
        map.put("b", 2);
        map.get("a");
        map.put("c", 3);
        assertThat(map).containsOnlyKeys("a", "c");
    }
}
