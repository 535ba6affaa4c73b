package tv.mux.index;

import java.time.Duration;
import java.util.Collection;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The highest sequence numbers and the latest date that a stream has used, recovered from an invalid index and from
 * the names of segment files. A new stream starts after them, so that its numbers never decrease.
 *
 * @param nextMsn the highest media sequence number found, plus 1; 0 if none was found
 * @param discontinuity the highest discontinuity sequence number found
 * @param nextDateMs the latest date found, milliseconds since the epoch
 */
public record UsedNumbers(long nextMsn, long discontinuity, long nextDateMs) {
    private static final Pattern NUMBER = Pattern.compile(
            "\"(nextMsn|listedUpTo|msn|discontinuity|dateMs|nextDateMs)\"\\s{0,9}:\\s{0,9}([0-9]{1,15})(?![0-9.eE])");

    private static final Pattern FILE = Pattern.compile("([0-9]{1,15})-[A-Za-z0-9_-]{1,40}\\.ts");

    /** Numbers up to this far ahead of the clock are plausible: segments can be short, and a clock can be set back. */
    private static final long MAX_AHEAD_MS = Duration.ofDays(1).toMillis();

    /** Consecutive segments start at most this far apart. */
    private static final long MAX_GAP_MS = Duration.ofMinutes(2).toMillis();

    /** Highest plausible number. The first is the hours since 2025, and each switch adds 1. */
    private static final long MAX_DISCONTINUITY = 1_000_000;

    /**
     * Searches the texts of invalid indexes and file names for numbers. A damaged digit must not determine all later
     * numbers, so a number far ahead of the clock counts only if its predecessor was found too.
     */
    public static UsedNumbers find(Collection<String> texts, Collection<String> names, long nowMs) {
        TreeSet<Long> msns = new TreeSet<>();
        TreeSet<Long> dates = new TreeSet<>();
        TreeSet<Long> discontinuities = new TreeSet<>();
        for (String text : texts) {
            Matcher matcher = NUMBER.matcher(text);
            while (matcher.find()) {
                long number = Long.parseLong(matcher.group(2));
                switch (matcher.group(1)) {
                    case "msn" -> msns.add(number + 1);
                    case "nextMsn", "listedUpTo" -> msns.add(number);
                    case "discontinuity" -> discontinuities.add(number);
                    default -> dates.add(number);
                }
            }
        }
        for (String name : names) {
            Matcher matcher = FILE.matcher(name);
            if (matcher.matches()) {
                msns.add(Long.parseLong(matcher.group(1)) + 1);
            }
        }
        return new UsedNumbers(
                highest(msns, (nowMs + MAX_AHEAD_MS) / 1000, 1, IndexRules.MAX_MSN),
                highest(discontinuities, MAX_DISCONTINUITY, 0, MAX_DISCONTINUITY),
                highest(dates, nowMs + MAX_AHEAD_MS, MAX_GAP_MS, IndexRules.MAX_TIME_MS));
    }

    private static long highest(NavigableSet<Long> found, long plausible, long maxGap, long maximum) {
        for (long number : found.descendingSet()) {
            Long predecessor = found.lower(number);
            if (number <= plausible || (number <= maximum && predecessor != null && number - predecessor <= maxGap)) {
                return number;
            }
        }
        return 0;
    }

    /**
     * An index of term 0 that has only these numbers. {@link IndexChange.TakeLeadership} starts a stream after them.
     */
    public StreamIndex index(StreamShape shape) {
        IndexDraft draft = new IndexDraft(shape);
        draft.node = "";
        draft.nextMsn = nextMsn;
        draft.discontinuity = discontinuity + 1;
        draft.nextDateMs = nextDateMs;
        return draft.build();
    }
}
