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
 * Watches a Mux for event loops that were blocked over 100 ms. It reads what Vert.x's blocked-thread checker logs, and
 * subtracts the time in which the machine was busy or the JVM paused, as {@code tv.mux.Canary} logs it.
 *
 * <pre>{@code
 * MuxProcess mux = MuxProcess.start(LoopWatch.watched(settings)).awaitSegment();
 * LoopWatch loops = LoopWatch.of(mux); // What was logged until here, during the start, does not count.
 * ... the attack ...
 * loops.assertFree();
 * }</pre>
 */
public final class LoopWatch {
    /** No event loop may be blocked for longer. */
    static final Duration LIMIT = Duration.ofMillis(100);

    /** Lines of the checker and of the canary are logged a little after what they tell of. */
    private static final long SLACK_MS = 250;

    private static final int WARM_UPS = 3;
    private static final int FRAMES = 30;
    private static final Pattern BLOCKED = Pattern.compile(
            "(\\S+) WARN +BlockedThreadChecker +Thread \\S*(vert\\.x-eventloop).* has been blocked for (\\d+) ms.*");
    private static final Pattern STARVED =
            Pattern.compile("(\\S+) INFO +Canary +event loops starved for (\\d+) ms of the last (\\d+) ms");

    private final MuxProcess mux;
    private final int from;

    /** A span of time in the log: milliseconds since the epoch. */
    private record Span(long begin, long end, long ms) {
        boolean touches(Span other) {
            return begin <= other.end + SLACK_MS && other.begin <= end + SLACK_MS;
        }
    }

    private LoopWatch(MuxProcess mux, int from) {
        this.mux = mux;
        this.from = from;
    }

    /** The settings of a Mux that can be watched: log lines as text, and a limit of 100 ms. */
    public static Map<String, String> watched(Map<String, String> settings) {
        Map<String, String> watched = new LinkedHashMap<>(settings);
        watched.merge("JAVA_TOOL_OPTIONS", "-Dmux.blocked.ms=" + LIMIT.toMillis(), (a, b) -> a + " " + b);
        watched.put("LOG_FORMAT", "text");
        return watched;
    }

    /**
     * Watches a Mux that was started with {@link #watched} settings and has published, from now on. Status, metrics and
     * playlist are asked for once before: what a JVM loads at the first use of each belongs to the start.
     */
    public static LoopWatch of(MuxProcess mux) {
        for (int n = 0; n < WARM_UPS; n++) {
            mux.status();
            MuxProcess.get(mux.admin("/metrics"));
            MuxProcess.get(mux.playlist());
        }
        return new LoopWatch(mux, mux.lines().size());
    }

    /**
     * The event loops that were blocked by what they ran: for each report that stands, its line and the stack.
     */
    List<String> blocked() {
        List<String> all = mux.lines();
        return blocked(all.subList(Math.min(from, all.size()), all.size()));
    }

    /** The reports in these lines of a log that stand once starvation is taken off. */
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
                            .collect(Collectors.joining("\n", "", "\n(starved meanwhile: " + starvedMs + " ms)")));
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

    /** For how long event loops could not run because the machine was busy or the JVM paused, milliseconds. */
    public long starvedMs() {
        List<String> all = mux.lines();
        return all.subList(Math.min(from, all.size()), all.size()).stream()
                .map(line -> span(STARVED.matcher(line), 3, 2))
                .flatMap(Optional::stream)
                .mapToLong(Span::ms)
                .sum();
    }

    /** Fails if an event loop was blocked by what it ran. */
    public void assertFree() {
        List<String> blocked = blocked();
        if (!blocked.isEmpty()) {
            throw new AssertionError(blocked.size() + " reports of blocked event loops; the first:\n" + blocked.get(0));
        }
    }
}
