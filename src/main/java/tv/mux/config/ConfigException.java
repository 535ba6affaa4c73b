package tv.mux.config;

/**
 * A setting that is not allowed. The message is one line for the operator: the variable, its value, what is allowed.
 */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the line the operator reads. */
    public ConfigException(String message) {
        super(message, null, false, false);
    }
}
