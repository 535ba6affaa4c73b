package tv.mux.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * The secret that all nodes of a cluster share, used to authenticate peers. Mux never prints the secret or its length.
 *
 * @param values this node signs with the first value and accepts all values
 */
public record Secret(List<String> values) {
    /** Minimum length. An attacker who records network traffic could guess a shorter secret. */
    static final int MIN_LENGTH = 16;

    /** Maximum number of values. A change of the secret needs the old and the new value. */
    static final int MAX_VALUES = 2;

    /** Parses one or two values, separated by a comma or white space. */
    static Secret of(String text) {
        List<String> values = Stream.of(text.split("[,\\s]+"))
                .filter(value -> !value.isEmpty())
                .toList();
        boolean allowed = values.stream()
                .allMatch(value -> value.length() >= MIN_LENGTH && value.chars().allMatch(c -> c > ' ' && c < 0x7F));
        if (values.isEmpty() || values.size() > MAX_VALUES || !allowed) {
            throw new IllegalArgumentException("not one or two secrets");
        }
        return new Secret(values);
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
