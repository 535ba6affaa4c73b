package tv.mux.config;

import java.util.Map;
import tv.mux.text.Redaction;

/**
 * An environment variable that Mux reads.
 *
 * @param name the name of the variable
 * @param fallback the value if the variable is not set or is empty
 * @param allowed the allowed values, for error messages and the documentation
 * @param about the description, for {@code --help} and the documentation
 * @param secret whether the value must never be printed
 */
record Setting<T>(String name, String fallback, String allowed, String about, boolean secret, Parser<T> parser) {

    /** Parses a value. Throws a {@link RuntimeException} if the value is not allowed. */
    interface Parser<T> {
        T parse(String text);
    }

    Setting(String name, String fallback, String allowed, String about, Parser<T> parser) {
        this(name, fallback, allowed, about, false, parser);
    }

    Setting<T> asSecret() {
        return new Setting<>(name, fallback, allowed, about, true, parser);
    }

    /**
     * Returns the value of this setting.
     *
     * @throws ConfigException if the value is not allowed
     */
    T in(Map<String, String> environment) {
        String text = environment.getOrDefault(name, "").trim();
        try {
            return parser.parse(text.isEmpty() ? fallback : text);
        } catch (ConfigException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ConfigException(
                    name + "=" + (secret ? "(secret)" : printable(text)) + " is not allowed: it must be " + allowed);
        }
    }

    /** Removes passwords from a value and escapes it. A URL with a password may lack its scheme. */
    private static String printable(String text) {
        return Redaction.line(Redaction.url(text).replaceAll("[^\\s/@]+@", "...@"));
    }
}
