package tv.mux.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Checks each version of a live playlist against the versions before it (RFC 8216 §6.2.1, §6.2.2). Without I/O. */
final class PlaylistAudit {
    /** Some players iterate over all discontinuities, and freeze if there are more. */
    private static final long MAX_DISCONTINUITIES = 100_000;

    private static final double DATE_TOLERANCE_S = 0.1;

    private final Breaches breaches;
    private final double pollSeconds;
    private final NavigableMap<Long, Playlist.Entry> known = new TreeMap<>();
    private final Deque<Removed> removed = new ArrayDeque<>();
    private int target;
    private long firstListed = -1;
    private long removedUpTo = -1;
    private boolean wasLong;
    private double lastNew = -1;
    private double firstNew = -1;
    private double published;
    private double longestWait;
    private double driftMin;
    private double driftMax;
    private Instant dateEnd;

    /**
     * A segment that was removed from the playlist.
     *
     * @param entry the last playlist entry of the segment
     * @param due end of its guaranteed availability, seconds on the caller's clock
     */
    record Removed(Playlist.Entry entry, double due) {}

    PlaylistAudit(Breaches breaches, double pollSeconds) {
        this.breaches = breaches;
        this.pollSeconds = pollSeconds;
    }

    /**
     * Checks the next version of the playlist, and returns the segments that are new in it.
     *
     * @param now seconds on a monotonic clock
     */
    List<Playlist.Entry> check(String text, double now) {
        Playlist list;
        try {
            list = Playlist.parse(text);
        } catch (RuntimeException e) {
            breaches.add("malformed playlist", e.getMessage());
            return List.of();
        }
        header(list);
        if (list.entries().isEmpty()) {
            breaches.check(known.isEmpty(), "list became empty", "at " + list.mediaSequence());
            return List.of();
        }
        length(list);
        List<Playlist.Entry> fresh = entries(list);
        collectRemoved(list, now);
        pace(fresh, now);
        return fresh;
    }

    /** All segments so far, by media sequence number. */
    NavigableMap<Long, Playlist.Entry> known() {
        return known;
    }

    /** The removed segments, earliest first. The caller removes those that it has checked. */
    Deque<Removed> removed() {
        return removed;
    }

    double longestWait() {
        return longestWait;
    }

    double driftMin() {
        return driftMin;
    }

    double driftMax() {
        return driftMax;
    }

    private void header(Playlist list) {
        breaches.check(list.targetDuration() > 0, "no target duration", "at " + list.mediaSequence());
        breaches.check(!list.ended(), "live list has ENDLIST", "at " + list.mediaSequence());
        breaches.check(
                target == 0 || target == list.targetDuration(),
                "target duration changed",
                target + " to " + list.targetDuration());
        breaches.check(
                list.mediaSequence() >= firstListed,
                "media sequence went back",
                firstListed + " to " + list.mediaSequence());
        target = list.targetDuration();
        firstListed = list.mediaSequence();
    }

    private void length(Playlist list) {
        boolean isLong = list.seconds() >= 3 * target;
        breaches.check(
                isLong || !wasLong,
                "list shorter than 3 target durations",
                text("%.1f s at %d", list.seconds(), list.mediaSequence()));
        wasLong |= isLong;
        Playlist.Entry first = list.entries().get(0);
        Playlist.Entry last = list.entries().get(list.entries().size() - 1);
        breaches.check(
                last.discontinuity() < MAX_DISCONTINUITIES,
                "discontinuity sequence too high for players",
                "" + last.discontinuity());
        if (!known.isEmpty()) {
            long newest = known.lastKey();
            breaches.check(last.msn() >= newest, "list went back", "ends at " + last.msn() + ", was " + newest);
            breaches.check(
                    first.msn() <= newest + 1, "segments never listed", (newest + 1) + " to " + (first.msn() - 1));
        }
    }

    private List<Playlist.Entry> entries(Playlist list) {
        long newest = known.isEmpty() ? -1 : known.lastKey();
        List<Playlist.Entry> fresh = new ArrayList<>();
        for (Playlist.Entry entry : list.entries()) {
            Playlist.Entry old = known.get(entry.msn());
            if (old != null) {
                history(old, entry);
            } else if (entry.msn() > newest) {
                breaches.check(
                        Math.floor(entry.seconds() + 0.5) <= target,
                        "segment longer than target duration",
                        text("#%d: %.3f s, target %d s", entry.msn(), entry.seconds(), target));
                known.put(entry.msn(), entry);
                date(entry);
                fresh.add(entry);
            }
        }
        return fresh;
    }

    private void history(Playlist.Entry old, Playlist.Entry now) {
        String label = "#" + now.msn() + ": ";
        breaches.check(old.uri().equals(now.uri()), "history changed: uri", label + old.uri() + " to " + now.uri());
        breaches.check(
                old.seconds() == now.seconds(),
                "history changed: duration",
                label + old.seconds() + " to " + now.seconds());
        breaches.check(
                old.discontinuity() == now.discontinuity(),
                "history changed: discontinuity sequence",
                label + old.discontinuity() + " to " + now.discontinuity());
        breaches.check(
                old.tagged() == now.tagged() || now.msn() == firstListed,
                "history changed: discontinuity tag",
                label + old.tagged() + " to " + now.tagged());
        breaches.check(
                old.date().isEmpty() || now.date().isEmpty() || old.date().equals(now.date()),
                "history changed: date",
                label + old.date() + " to " + now.date());
    }

    /** EXT-X-PROGRAM-DATE-TIME must be the end of the segment before. */
    private void date(Playlist.Entry entry) {
        if (!entry.date().isEmpty()) {
            try {
                Instant date = OffsetDateTime.parse(entry.date()).toInstant();
                double off = dateEnd == null ? 0 : (date.toEpochMilli() - dateEnd.toEpochMilli()) / 1000.0;
                breaches.check(
                        Math.abs(off) <= DATE_TOLERANCE_S,
                        "date is not the end of the segment before",
                        text("#%d: %+.3f s", entry.msn(), off));
                dateEnd = date;
            } catch (DateTimeException e) {
                breaches.add("malformed date", "#" + entry.msn() + ": " + entry.date());
            }
        }
        dateEnd = dateEnd == null ? null : dateEnd.plusNanos((long) (entry.seconds() * 1e9));
    }

    private void collectRemoved(Playlist list, double now) {
        for (Playlist.Entry entry : known.tailMap(removedUpTo, false)
                .headMap(list.mediaSequence(), false)
                .values()) {
            removed.add(new Removed(entry, now + entry.seconds() + list.seconds()));
        }
        removedUpTo = Math.max(removedUpTo, list.mediaSequence() - 1);
    }

    private void pace(List<Playlist.Entry> fresh, double now) {
        if (fresh.isEmpty()) {
            return;
        }
        if (lastNew >= 0) {
            double wait = now - lastNew;
            longestWait = Math.max(longestWait, wait);
            breaches.check(
                    wait <= 1.5 * target + pollSeconds,
                    "late segment",
                    text(
                            "#%d: %.1f s after the one before, target %d s",
                            fresh.get(0).msn(), wait, target));
            if (firstNew < 0) {
                firstNew = now; // When earlier segments were published is not known.
            } else {
                published += fresh.stream().mapToDouble(Playlist.Entry::seconds).sum();
                double drift = published - (now - firstNew);
                driftMin = Math.min(driftMin, drift);
                driftMax = Math.max(driftMax, drift);
            }
        }
        lastNew = now;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
