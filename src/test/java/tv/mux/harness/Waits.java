package tv.mux.harness;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import tv.mux.audit.HlsAudit;

/** The waits of the system tests, all with the same time limit. */
public final class Waits {
    /** Collecting the pictures of an audit takes processor time. */
    private static final Duration RUNS_POLL_INTERVAL = Duration.ofMillis(300);

    private Waits() {}

    /**
     * A wait of up to {@link MuxProcess#TIMEOUT}.
     *
     * @param condition the text of the error if the condition does not become true
     */
    public static ConditionFactory await(String condition) {
        return Awaitility.await(condition).atMost(MuxProcess.TIMEOUT);
    }

    /** Waits until the audit has fetched {@code count} segments in total. */
    public static void awaitSegments(HlsAudit audit, int count) {
        await(count + " segments").until(() -> audit.segments() >= count);
    }

    /** Waits until the audit has fetched {@code count} more segments. */
    public static void awaitMoreSegments(HlsAudit audit, int count) {
        awaitSegments(audit, audit.segments() + count);
    }

    /** Waits until the audited output has shown {@code count} runs of pictures. */
    public static void awaitRuns(HlsAudit audit, int count) {
        await(count + " runs in the playlist")
                .pollInterval(RUNS_POLL_INTERVAL)
                .until(() -> audit.runs().size() >= count);
    }
}
