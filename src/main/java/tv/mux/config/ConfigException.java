package tv.mux.config;

/**
 * A setting has a value that is not allowed. The message has one line for each wrong setting: the variable, its value
 * and the allowed values. The operator reads it as it is, without a stack trace.
 */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message, null, false, false);
    }
}
