package tv.mux.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecTest {
    private final Spec spec = Spec.of("one", 640, 360, 25);

    @Test
    void countsPictures() {
        assertThat(spec.segmentFrames()).isEqualTo(50);
        Spec other = Spec.of("two", 640, 360, 24).withSegments(3, 1.5);
        assertThat(other.segmentFrames()).isEqualTo(72);
        assertThat(other.gopFrames()).isEqualTo(36);
    }

    @Test
    void refusesSegmentsWithoutExactDurations() {
        assertThatThrownBy(() -> spec.withSegments(3, 1.5)).hasMessageContaining("gopSeconds");
        assertThatThrownBy(() -> spec.withSegments(3, 2)).hasMessageContaining("segmentSeconds");
        assertThatThrownBy(() -> spec.withWindow(2)).hasMessageContaining("window");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "One", "a/b", "a'b", "a:b", "a b"})
    void refusesNamesWithSpecialCharacters(String name) {
        assertThatThrownBy(() -> Spec.of(name, 640, 360, 25)).hasMessageContaining("name");
    }

    @Test
    void givesTheInputsOfTheDemoDifferentColoursAndTones() {
        assertThat(Spec.hue("one")).isEqualTo(220);
        assertThat(Spec.hue("two")).isEqualTo(40);
        assertThat(DemoVerticle.inputs()).extracting(Spec::toneHz).doesNotHaveDuplicates();
    }
}
