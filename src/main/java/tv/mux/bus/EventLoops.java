package tv.mux.bus;

import io.vertx.core.VertxOptions;
import java.util.concurrent.TimeUnit;

/**
 * Sets how long an event loop may be blocked before Vert.x logs a warning with a stack trace. Tests lower the limit
 * with the system property {@code mux.blocked.ms}. Without the property, Vert.x's own limit of two seconds applies.
 */
public final class EventLoops {
    private static final int CHECKS_PER_LIMIT = 4;

    private EventLoops() {}

    /** The limit from {@code mux.blocked.ms} in milliseconds; 0 if the property is not set. */
    public static int limitMs() {
        return Integer.getInteger("mux.blocked.ms", 0);
    }

    /** Applies the limit, if there is one, to the options and returns them. */
    public static VertxOptions watched(VertxOptions options) {
        int limitMs = limitMs();
        if (limitMs > 0) {
            options.setMaxEventLoopExecuteTime(limitMs)
                    .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                    .setWarningExceptionTime(limitMs)
                    .setWarningExceptionTimeUnit(TimeUnit.MILLISECONDS)
                    .setBlockedThreadCheckInterval(Math.max(1, limitMs / CHECKS_PER_LIMIT))
                    .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS);
        }
        return options;
    }
}
