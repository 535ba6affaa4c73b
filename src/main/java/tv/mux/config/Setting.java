package tv.mux.config;

import java.util.Map;
import tv.mux.text.Redaction;

/**
 * One environment variable: its name, what holds when it is not set, what it may be, and what it is for.
 *
 * @param name the variable
 * @param fallback the value that holds when the variable is not set or empty
 * @param allowed what a value must look like, as an error says it
 * @param about one line for people, as {@code --help} prints it
 * @param secret whether its value must never be shown
 * @param parser reads a value; throws {@link IllegalArgumentException} on one that is not allowed
 */
record Setting<T>(String name, String fallback, String allowed, String about, boolean secret, Parser<T> parser) {

    /** Reads the text of a value; throws {@link RuntimeException} on one that is not allowed. */
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
     * The value of this setting in an environment.
     *
     * @throws ConfigException when what stands there is not allowed; the message names the variable, the value and what
     *     is
     */
    T in(Map<String, String> environment) {
        String text = environment.getOrDefault(name, "").trim();
        try {
            return parser.parse(text.isEmpty() ? fallback : text);
        } catch (ConfigException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ConfigException(
                    name + "=" + (secret ? "(secret)" : shown(text)) + " is not allowed: it must be " + allowed);
        }
    }

    /** A value as an error may show it; a password can also stand in an address that lacks its scheme. */
    private static String shown(String text) {
        return Redaction.line(Redaction.url(text).replaceAll("[^\\s/@]+@", "...@"));
    }
}
