package tv.mux.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the nodes of a cluster share so that they know one another. It is never shown: not even its length.
 *
 * @param values the first is used for sending; all are accepted
 */
public record Secret(List<String> values) {
    /** Shorter ones can be guessed from what is overheard on the network. */
    static final int LEAST_LENGTH = 16;

    /** One in use and one on its way in or out. */
    static final int MOST = 2;

    /** Reads one or two secrets with a comma or spaces between. */
    static Secret of(String text) {
        List<String> values = Stream.of(text.split("[,\\s]+"))
                .filter(value -> !value.isEmpty())
                .toList();
        boolean plain = values.stream()
                .allMatch(
                        value -> value.length() >= LEAST_LENGTH && value.chars().allMatch(c -> c > ' ' && c < 0x7F));
        if (values.isEmpty() || values.size() > MOST || !plain) {
            throw new IllegalArgumentException("no secret");
        }
        return new Secret(values);
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
