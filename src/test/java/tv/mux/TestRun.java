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
 * An extension for every test class: a failure names the logs of the processes that the class has started, and
 * Awaitility waits up to 60 seconds by default. JUnit finds this extension through {@code META-INF/services}.
 */
public final class TestRun
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterAllCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    /** Long enough for a slow machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** JUnit runs a class and all its methods on one thread. */
    private static final ThreadLocal<Current> CURRENT = new ThreadLocal<>();

    static {
        Awaitility.setDefaultTimeout(PATIENCE);
        // An uncaught exception may come from a thread of another test, so it must not fail the one that waits.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    /** The logs of the processes that a class has started: for all its methods, and for the present method. */
    private static final class Current {
        final String testClass;
        final List<Path> shared = new ArrayList<>();
        final List<Path> own = new ArrayList<>();
        boolean methodsBegun;

        Current(String testClass) {
            this.testClass = testClass;
        }

        String logs() {
            return Stream.concat(shared.stream(), own.stream())
                    .map(Path::toString)
                    .collect(Collectors.joining(", "));
        }
    }

    /** Returns a file name for a log, which begins with the test class of this thread. */
    public static String logName(String what) {
        Current current = CURRENT.get();
        return (current == null ? "" : current.testClass + "-") + what + ".log";
    }

    /** Registers the log of a process that the test class of this thread has started. */
    public static void started(Path log) {
        Current current = CURRENT.get();
        if (current != null) {
            (current.methodsBegun ? current.own : current.shared).add(log);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (CURRENT.get() == null) { // A nested class belongs to its enclosing class.
            CURRENT.set(new Current(context.getRequiredTestClass().getSimpleName()));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Current current = CURRENT.get();
        if (current != null) {
            current.methodsBegun = true;
            current.own.clear();
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

    /** Puts the names of the logs into the printed stack trace. */
    private static final class Logs extends Throwable {
        private static final long serialVersionUID = 1;

        Logs(String text) {
            super(text, null, false, false);
        }
    }
}
