package tv.mux.audit;

import java.util.Locale;
import java.util.Map;

/** Checks the structure of each segment, and its continuity with the segment before. Without I/O. */
final class SegmentAudit {
    private static final double DURATION_TOLERANCE_S = 0.2;
    private static final double JOIN_TOLERANCE_S = 0.1;
    private static final double SWITCH_TOLERANCE_S = 0.2;

    private final Breaches breaches;
    private Playlist.Entry lastEntry;
    private TsFacts last;

    SegmentAudit(Breaches breaches) {
        this.breaches = breaches;
    }

    /** Checks the next segment. Segments come in order, without those that could not be fetched. */
    TsFacts check(Playlist.Entry entry, byte[] data) {
        TsFacts facts = TsReader.read(data);
        String label = "#" + entry.msn() + ": ";
        facts.faults().forEach(fault -> breaches.add("malformed segment", label + fault));
        TsFacts.Span main = facts.video().present() ? facts.video() : facts.audio();
        double duration = main.end() - main.first();
        breaches.check(
                !main.present() || Math.abs(duration - entry.seconds()) <= DURATION_TOLERANCE_S,
                "EXTINF is not the duration of the media",
                label + text("EXTINF %.3f s, media %.3f s", entry.seconds(), duration));
        if (last != null && lastEntry.msn() == entry.msn() - 1) {
            boolean joined = lastEntry.discontinuity() == entry.discontinuity();
            checkJoin(label + "video", last.video(), facts.video(), joined, 0);
            // An audio packet may hold several frames, so the end is known to within one packet only.
            checkJoin(
                    label + "audio",
                    last.audio(),
                    facts.audio(),
                    joined,
                    last.audio().longestStep());
            if (joined) {
                checkCounters(label, last.counters(), facts.counters());
            }
        }
        lastEntry = entry;
        last = facts;
        return facts;
    }

    private void checkJoin(String label, TsFacts.Span before, TsFacts.Span now, boolean joined, double extraTolerance) {
        if (!before.present() || !now.present()) {
            return;
        }
        double gap = TsFacts.signed(now.first() - before.end());
        breaches.check(
                Math.abs(gap) <= (joined ? JOIN_TOLERANCE_S : SWITCH_TOLERANCE_S) + extraTolerance,
                joined ? "time stamps do not follow" : "time stamps do not continue after a discontinuity",
                label + text(" %+.3f s", gap));
    }

    private void checkCounters(String label, Map<Integer, TsFacts.Counter> before, Map<Integer, TsFacts.Counter> now) {
        now.forEach((pid, counter) -> {
            TsFacts.Counter old = before.get(pid);
            breaches.check(
                    old == null || counter.first() == ((old.last() + 1) & 15),
                    "continuity counters do not follow",
                    label + "pid " + pid + " " + (old == null ? "" : old.last()) + " to " + counter.first());
        });
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
