package tv.mux.audit;

import java.util.Locale;
import java.util.Map;

/** Holds each segment to its own form and to the segment before it. Without I/O. */
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

    /** Takes the next segment, the segments in their order; one that could not be had is left out. */
    TsFacts take(Playlist.Entry entry, byte[] data) {
        TsFacts facts = TsReader.read(data);
        String label = "#" + entry.msn() + ": ";
        facts.faults().forEach(fault -> breaches.add("segment form", label + fault));
        TsFacts.Span lead = facts.video().present() ? facts.video() : facts.audio();
        double own = lead.end() - lead.first();
        breaches.check(
                !lead.present() || Math.abs(own - entry.seconds()) <= DURATION_TOLERANCE_S,
                "EXTINF is not the media's duration",
                label + text("EXTINF %.3f s, media %.3f s", entry.seconds(), own));
        if (last != null && lastEntry.msn() == entry.msn() - 1) {
            boolean joined = lastEntry.discontinuity() == entry.discontinuity();
            follows(label + "video", last.video(), facts.video(), joined, 0);
            // A packet of audio may hold several frames: its end is known to within one packet.
            follows(
                    label + "audio",
                    last.audio(),
                    facts.audio(),
                    joined,
                    last.audio().hole());
            if (joined) {
                counters(label, last.counters(), facts.counters());
            }
        }
        lastEntry = entry;
        last = facts;
        return facts;
    }

    private void follows(String label, TsFacts.Span before, TsFacts.Span now, boolean joined, double more) {
        if (!before.present() || !now.present()) {
            return;
        }
        double gap = TsFacts.signed(now.first() - before.end());
        breaches.check(
                Math.abs(gap) <= (joined ? JOIN_TOLERANCE_S : SWITCH_TOLERANCE_S) + more,
                joined ? "time stamps do not follow" : "time stamps do not go on over a discontinuity",
                label + text(" %+.3f s", gap));
    }

    private void counters(String label, Map<Integer, TsFacts.Counter> before, Map<Integer, TsFacts.Counter> now) {
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
