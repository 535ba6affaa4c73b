package tv.mux.bus;

import io.vertx.core.VertxOptions;
import java.util.concurrent.TimeUnit;

/**
 * How long an event loop may be blocked before Vert.x logs a warning with the stack. Tests lower the limit with the system
 * property {@code mux.blocked.ms}; without it, Vert.x's own limit of two seconds holds.
 */
public final class EventLoops {
    private static final int CHECKS_PER_LIMIT = 4;

    private EventLoops() {}

    /** The limit that {@code mux.blocked.ms} asks for, in milliseconds; 0 if the property is not set. */
    public static int limitMs() {
        return Integer.getInteger("mux.blocked.ms", 0);
    }

    /** Sets the limit, if there is one, on the options of a Vert.x. */
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
