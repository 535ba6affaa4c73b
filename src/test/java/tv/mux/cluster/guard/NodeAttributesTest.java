package tv.mux.cluster.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeAttributesTest {
    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.1:8093", "https://[::1]:8093", "http://a.example/mux"})
    void aMemberWithANodeIdAndAnHttpUrlIsANode(String url) {
        assertThat(NodeAttributes.valid(Map.of("mux.node", "1a2b3c4d", "mux.url", url)::get))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "10.0.0.1:8093",
                "ftp://a",
                "http://",
                "http://a b",
                "http://a:99999",
                "http://a?q",
                ":"
            })
    void aMemberWithAnInvalidUrlIsNoNode(String url) {
        assertThat(NodeAttributes.valid(Map.of("mux.node", "1a2b3c4d", "mux.url", url)::get))
                .isFalse();
    }

    @Test
    void aMemberWithAMissingOrInvalidAttributeIsNoNode() {
        assertThat(NodeAttributes.valid(Map.<String, String>of()::get)).isFalse();
        assertThat(NodeAttributes.valid(Map.of("mux.node", "1a2b3c4d")::get)).isFalse();
        assertThat(NodeAttributes.valid(Map.of("mux.url", "http://a:1")::get)).isFalse();
        assertThat(NodeAttributes.valid(Map.of("mux.node", "a b", "mux.url", "http://a:1")::get))
                .isFalse();
    }
}
