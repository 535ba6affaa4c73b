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
    void moreForSegmentsThanTheJvmMayTakeStopsTheStart() {
        assertThatThrownBy(() -> Footprint.check(" 2g", 2 * GIGABYTE, GIGABYTE))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "SEGMENT_MEMORY=2g is not allowed: this JVM may take 1073741824 bytes outside its heap at most"
                                + " (-XX:MaxDirectMemorySize; without it, as much as -Xmx)");
        assertThatCode(() -> Footprint.check("1g", GIGABYTE, GIGABYTE)).doesNotThrowAnyException();
    }

    /** A small machine runs with the default as before: its window is small, too. */
    @Test
    void whatNobodySetStopsNothing() {
        assertThatCode(() -> Footprint.check("", 2 * GIGABYTE, GIGABYTE)).doesNotThrowAnyException();
    }

    /** This JVM was started without a limit of its own for it. */
    @Test
    void byDefaultThereIsAsMuchAsTheHeapMayHave() {
        assertThat(Footprint.outsideTheHeap()).isEqualTo(Runtime.getRuntime().maxMemory());
    }

    @Test
    void moreForInputsThanHalfOfTheHeapStopsTheStart() {
        assertThatThrownBy(() -> Footprint.checkInputs("600m", 600L << 20, GIGABYTE))
                .isInstanceOf(ConfigException.class)
                .hasMessage("INPUT_MEMORY=600m is not allowed: it must be at most half of the heap, which is 1073741824"
                        + " bytes (-Xmx)");
        assertThatCode(() -> Footprint.checkInputs("512m", GIGABYTE / 2, GIGABYTE))
                .doesNotThrowAnyException();
        assertThatCode(() -> Footprint.checkInputs("", GIGABYTE, GIGABYTE)).doesNotThrowAnyException();
    }

    @Test
    void theDefaultFitsASmallJvm() {
        Map<String, String> settings = new HashMap<>();
        Footprint.fit(settings, 160L << 20);
        assertThat(settings).containsEntry("SEGMENT_MEMORY", "" + (120L << 20));
        Map<String, String> large = new HashMap<>();
        Footprint.fit(large, GIGABYTE);
        assertThat(large).isEmpty();
        Map<String, String> set = new HashMap<>(Map.of("SEGMENT_MEMORY", "32m"));
        Footprint.fit(set, 160L << 20);
        assertThat(set).containsEntry("SEGMENT_MEMORY", "32m");
    }
}
