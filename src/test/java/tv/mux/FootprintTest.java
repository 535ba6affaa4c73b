package tv.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tv.mux.config.ConfigException;

class FootprintTest {
    private static final long GIGABYTE = 1L << 30;

    @Test
    void refusesSegmentMemoryAboveDirectMemory() {
        assertThatThrownBy(() -> Footprint.checkSegmentMemory(" 2g", 2 * GIGABYTE, GIGABYTE))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "SEGMENT_MEMORY=2g is not allowed: it must be at most the JVM's direct memory, which is 1073741824"
                                + " bytes (-XX:MaxDirectMemorySize; without this option, the value of -Xmx)");
        assertThatCode(() -> Footprint.checkSegmentMemory("1g", GIGABYTE, GIGABYTE))
                .doesNotThrowAnyException();
    }

    @Test
    void doesNotCheckTheDefaultOfSegmentMemory() {
        assertThatCode(() -> Footprint.checkSegmentMemory("", 2 * GIGABYTE, GIGABYTE))
                .doesNotThrowAnyException();
    }

    /** The JVM of the tests runs without -XX:MaxDirectMemorySize. */
    @Test
    void directMemoryIsByDefaultAsLargeAsTheHeap() {
        assertThat(Footprint.maxDirectMemory()).isEqualTo(Runtime.getRuntime().maxMemory());
    }

    @Test
    void refusesInputMemoryAboveHalfOfTheHeap() {
        assertThatThrownBy(() -> Footprint.checkInputMemory("600m", 600L << 20, GIGABYTE))
                .isInstanceOf(ConfigException.class)
                .hasMessage("INPUT_MEMORY=600m is not allowed: it must be at most half of the heap, which is 1073741824"
                        + " bytes (-Xmx)");
        assertThatCode(() -> Footprint.checkInputMemory("512m", GIGABYTE / 2, GIGABYTE))
                .doesNotThrowAnyException();
        assertThatCode(() -> Footprint.checkInputMemory("", GIGABYTE, GIGABYTE)).doesNotThrowAnyException();
    }

    @Test
    void lowersTheDefaultOfSegmentMemoryOnASmallJvm() {
        Map<String, String> settings = new HashMap<>();
        Footprint.lowerSegmentMemory(settings, 160L << 20);
        assertThat(settings).containsEntry("SEGMENT_MEMORY", "" + (120L << 20));
        Map<String, String> large = new HashMap<>();
        Footprint.lowerSegmentMemory(large, GIGABYTE);
        assertThat(large).isEmpty();
        Map<String, String> set = new HashMap<>(Map.of("SEGMENT_MEMORY", "32m"));
        Footprint.lowerSegmentMemory(set, 160L << 20);
        assertThat(set).containsEntry("SEGMENT_MEMORY", "32m");
    }
}
