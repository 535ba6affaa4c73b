package tv.mux;

/**
 * A command of the jar besides the service itself, such as {@code java -jar mux.jar demo}. {@link Main} finds the
 * commands with {@link java.util.ServiceLoader}, so that the service does not depend on them.
 */
public interface Command {
    /** The argument on the command line. */
    String name();

    /** One line for {@code --help}. */
    String summary();

    /**
     * Starts the command. Returns when it runs; the process then runs until a signal arrives.
     *
     * @throws Exception if the command cannot be started; the process then stops what runs and ends with code 1
     */
    void start(Launcher launcher) throws Exception;
}
