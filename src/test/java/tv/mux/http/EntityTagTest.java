package tv.mux.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {
    private static final String TAG = "\"a,b\"";

    @ParameterizedTest
    @ValueSource(strings = {"\"a,b\"", "W/\"a,b\"", "*", " * ", "\"x\", \"a,b\"", "\"x\",W/\"a,b\" , \"y\""})
    void matchesAListedTag(String header) {
        assertThat(EntityTag.matches(header, TAG)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a,b", "\"a\"", "\"b\"", "\"a,b", "\"a,bc\"", "\"xa,b\"", "\"x\", \"y\"", "\"*\"", "\""})
    void doesNotMatchOtherTags(String header) {
        assertThat(EntityTag.matches(header, TAG)).isFalse();
    }

    @Test
    void doesNotMatchWithoutAHeader() {
        assertThat(EntityTag.matches(null, TAG)).isFalse();
    }

    @Test
    void allowsARangeOfTheSameVersionOnly() {
        assertThat(EntityTag.allowsRange(null, TAG)).isTrue();
        assertThat(EntityTag.allowsRange(TAG, TAG)).isTrue();
        assertThat(EntityTag.allowsRange("W/" + TAG, TAG)).isFalse();
        assertThat(EntityTag.allowsRange("\"x\"", TAG)).isFalse();
        assertThat(EntityTag.allowsRange("Thu, 01 Jan 2026 00:00:00 GMT", TAG)).isFalse();
    }

    @Test
    void isStrongAndDiffersForDifferentTexts() {
        assertThat(EntityTag.of("one")).matches("\"[0-9a-f]{16}\"").isEqualTo(EntityTag.of("one"));
        assertThat(EntityTag.of("one")).isNotEqualTo(EntityTag.of("two"));
    }
}
