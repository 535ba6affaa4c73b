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
 * What holds for every test class: a failure names the logs of the processes that the class has started, and a wait
 * without a limit of its own is patient. JUnit finds this extension by {@code META-INF/services}.
 */
public final class TestRun
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterAllCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    /** A slow machine makes tests slower, never red. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A class and all its methods run on one thread. */
    private static final ThreadLocal<Current> CURRENT = new ThreadLocal<>();

    static {
        Awaitility.setDefaultTimeout(PATIENCE);
        // It would fail whichever test waits at that moment, and the thread may be another test's.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    /** The logs of processes that the class has started for all its methods, and for the present one. */
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

    /** A name for a log: the test class that this thread runs, and what is logged. */
    public static String logName(String what) {
        Current current = CURRENT.get();
        return (current == null ? "" : current.testClass + "-") + what + ".log";
    }

    /** Remembers the log of a process that the test class of this thread has started. */
    public static void started(Path log) {
        Current current = CURRENT.get();
        if (current != null) {
            (current.methodsBegun ? current.own : current.shared).add(log);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (CURRENT.get() == null) { // A nested class belongs to the one around it.
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
