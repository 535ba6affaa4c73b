package tv.mux.harness;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Detects event loops of a Mux process that were blocked for more than 100 ms. It reads the log lines of Vert.x's
 * blocked-thread checker, and subtracts the time in which the machine was busy or the JVM paused. {@code tv.mux.Canary}
 * logs that time.
 *
 * <pre>{@code
 * MuxProcess mux = MuxProcess.start(LoopWatch.settings(settings)).awaitSegment();
 * LoopWatch loops = LoopWatch.start(mux); // ignores the log lines of the start
 * ... the attack ...
 * loops.assertNoneBlocked();
 * }</pre>
 */
public final class LoopWatch {
    /** No event loop may be blocked for longer. */
    static final Duration LIMIT = Duration.ofMillis(100);

    /** The checker and the canary log an event a little after it happened. */
    private static final long SLACK_MS = 250;

    private static final int WARM_UPS = 3;
    private static final int FRAMES = 30;
    private static final Pattern BLOCKED = Pattern.compile(
            "(\\S+) WARN +BlockedThreadChecker +Thread \\S*(vert\\.x-eventloop).* has been blocked for (\\d+) ms.*");
    private static final Pattern STARVED =
            Pattern.compile("(\\S+) INFO +Canary +event loops starved for (\\d+) ms of the last (\\d+) ms");

    private final MuxProcess mux;
    private final int firstLine;

    /**
     * A period that the log reports. Begin and end are milliseconds since the epoch.
     *
     * @param ms how much of the period counts
     */
    private record Span(long begin, long end, long ms) {
        boolean touches(Span other) {
            return begin <= other.end + SLACK_MS && other.begin <= end + SLACK_MS;
        }
    }

    private LoopWatch(MuxProcess mux, int firstLine) {
        this.mux = mux;
        this.firstLine = firstLine;
    }

    /** Adds the settings that this class needs: text log lines, and a limit of 100 ms for the checker. */
    public static Map<String, String> settings(Map<String, String> settings) {
        Map<String, String> result = new LinkedHashMap<>(settings);
        result.merge("JAVA_TOOL_OPTIONS", "-Dmux.blocked.ms=" + LIMIT.toMillis(), (a, b) -> a + " " + b);
        result.put("LOG_FORMAT", "text");
        return result;
    }

    /**
     * Starts to watch a Mux that was started with {@link #settings} and has published a segment. First requests status,
     * metrics and playlist, because the JVM loads classes at the first use of each.
     */
    public static LoopWatch start(MuxProcess mux) {
        for (int n = 0; n < WARM_UPS; n++) {
            mux.status();
            MuxProcess.get(mux.admin("/metrics"));
            MuxProcess.get(mux.playlist());
        }
        return new LoopWatch(mux, mux.lines().size());
    }

    /** The reports of event loops that their own code blocked, each with its stack trace. */
    List<String> blocked() {
        List<String> all = mux.lines();
        return blocked(all.subList(Math.min(firstLine, all.size()), all.size()));
    }

    /** The reports in these log lines that still exceed the limit after starvation is subtracted. */
    static List<String> blocked(List<String> lines) {
        List<Span> starved = lines.stream()
                .map(line -> span(STARVED.matcher(line), 3, 2))
                .flatMap(Optional::stream)
                .toList();
        List<String> blocked = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Optional<Span> report = span(BLOCKED.matcher(lines.get(i)), 3, 3);
            if (report.isPresent()) {
                long starvedMs = starved.stream()
                        .filter(report.get()::touches)
                        .mapToLong(Span::ms)
                        .sum();
                if (report.get().ms() - starvedMs > LIMIT.toMillis()) {
                    blocked.add(lines.subList(i, Math.min(lines.size(), i + FRAMES)).stream()
                            .takeWhile(line -> !line.isBlank())
                            .collect(
                                    Collectors.joining("\n", "", "\n(starved for " + starvedMs + " ms of that time)")));
                }
            }
        }
        return blocked;
    }

    private static Optional<Span> span(Matcher line, int lengthGroup, int msGroup) {
        if (!line.matches()) {
            return Optional.empty();
        }
        try {
            long end = OffsetDateTime.parse(line.group(1)).toInstant().toEpochMilli();
            return Optional.of(
                    new Span(end - Long.parseLong(line.group(lengthGroup)), end, Long.parseLong(line.group(msGroup))));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** How long event loops could not run because the machine was busy or the JVM paused, in milliseconds. */
    public long starvedMs() {
        List<String> all = mux.lines();
        return all.subList(Math.min(firstLine, all.size()), all.size()).stream()
                .map(line -> span(STARVED.matcher(line), 3, 2))
                .flatMap(Optional::stream)
                .mapToLong(Span::ms)
                .sum();
    }

    /** Fails if an event loop was blocked by its own code. */
    public void assertNoneBlocked() {
        List<String> blocked = blocked();
        if (!blocked.isEmpty()) {
            throw new AssertionError(blocked.size() + " reports of blocked event loops; the first:\n" + blocked.get(0));
        }
    }
}
