package tv.mux;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * JUnit extension for every test class. If a test fails, it prints the log files of the processes that the class has
 * started. It also sets the default time limit of waits. JUnit finds the extension through {@code META-INF/services}.
 */
public final class TestRun
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterAllCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    /** Default limit of a wait. It is long, because a slow machine must not fail a test. */
    private static final Duration WAIT_TIMEOUT = Duration.ofSeconds(60);

    /** All methods of a class run on one thread. */
    private static final ThreadLocal<Current> CURRENT = new ThreadLocal<>();

    static {
        Awaitility.setDefaultTimeout(WAIT_TIMEOUT);
        // An uncaught exception may come from a thread of another test than the one that waits.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    /** The log files of the processes that the class has started: for all its methods, and for the current method. */
    private static final class Current {
        final String testClass;
        final List<Path> shared = new ArrayList<>();
        final List<Path> ofMethod = new ArrayList<>();
        boolean inMethods;

        Current(String testClass) {
            this.testClass = testClass;
        }

        String logs() {
            return Stream.concat(shared.stream(), ofMethod.stream())
                    .map(Path::toString)
                    .collect(Collectors.joining(", "));
        }
    }

    /** The name of a log file: the test class on this thread, then the process. */
    public static String logName(String process) {
        Current current = CURRENT.get();
        return (current == null ? "" : current.testClass + "-") + process + ".log";
    }

    /** Registers the log file of a process that the test class on this thread has started. */
    public static void addLog(Path log) {
        Current current = CURRENT.get();
        if (current != null) {
            (current.inMethods ? current.ofMethod : current.shared).add(log);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (CURRENT.get() == null) { // A nested class uses the entry of the outer class.
            CURRENT.set(new Current(context.getRequiredTestClass().getSimpleName()));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Current current = CURRENT.get();
        if (current != null) {
            current.inMethods = true;
            current.ofMethod.clear();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().getEnclosingClass() == null) {
            CURRENT.remove();
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(context, failure);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(context, failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(context, failure);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(context, failure);
    }

    @Override
    public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(context, failure);
    }

    private static Throwable withLogs(ExtensionContext context, Throwable failure) {
        Current current = CURRENT.get();
        if (current != null && !current.logs().isEmpty() && !(failure instanceof TestAbortedException)) {
            String text = "logs of its processes: " + current.logs();
            System.out.println(current.testClass + " " + context.getDisplayName() + " failed; " + text);
            failure.addSuppressed(new Logs(text));
        }
        return failure;
    }

    /** Adds the names of the log files to the printed stack trace. */
    private static final class Logs extends Throwable {
        private static final long serialVersionUID = 1;

        Logs(String text) {
            super(text, null, false, false);
        }
    }
}
