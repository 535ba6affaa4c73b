package tv.mux.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * When a node may lead, and when it must not any more. Pure: time is handed in, milliseconds of the node's own
 * monotonic clock; no two clocks are ever compared.
 *
 * <p>The holder of the lease counts it up every half a second. A node that has not seen it move for three seconds may
 * take it; so may anybody at once when its holder is gone. A holder that could not count it up for three seconds leads
 * no more, whatever it learns later, and does not stand again for a while.
 */
final class Lease {
    /** How often the holder counts the lease up, and others look. */
    static final Duration RENEW = Duration.ofMillis(500);

    /** How long it is good for. */
    static final Duration VALID = Duration.ofSeconds(3);

    /** A holder that lost it by time does not stand again for so long. */
    static final Duration COOL_DOWN = Duration.ofSeconds(12);

    private final boolean alone;
    private LeaseRecord seen = LeaseRecord.NOBODY;
    private long seenAt;
    private boolean leads;
    private long renewedAt;
    private long standsFrom = Long.MIN_VALUE;

    /**
     * Of a node that does not lead.
     *
     * @param alone whether there is nobody else, ever: then nobody can take what it holds
     */
    Lease(boolean alone, long now) {
        this.alone = alone;
        this.seenAt = now;
    }

    /** Who holds it, as far as was seen; empty when nobody does. */
    String holder() {
        return seen.holder();
    }

    boolean leads() {
        return leads;
    }

    /** The lease is as it was read. */
    void seen(LeaseRecord record, long now) {
        if (!record.equals(seen)) {
            seen = record;
            seenAt = now;
        }
    }

    /** Nothing was looked at for a while, as when the machine was paused: what did not move meanwhile says nothing. */
    void paused(long now) {
        seenAt = now;
    }

    /** The lease as it must still be for this node to take it; empty when it may not. */
    Optional<LeaseRecord> stands(long now, boolean holderLives, boolean majority) {
        boolean free = seen.holder().isEmpty() || !holderLives || now - seenAt >= VALID.toMillis();
        return !leads && majority && now >= standsFrom && free ? Optional.of(seen) : Optional.empty();
    }

    /** It is taken, as was asked for at a time. */
    void taken(LeaseRecord record, long askedAt) {
        seen = record;
        leads = true;
        renewedAt = askedAt;
    }

    /** It was counted up, as was asked for at a time. */
    void renewed(LeaseRecord record, long askedAt) {
        seen = record;
        renewedAt = Math.max(renewedAt, askedAt);
    }

    /** Why this node leads no more, as the time and the members are; empty when it does, or never did. */
    Optional<String> over(long now, boolean majority) {
        if (!leads || alone) {
            return Optional.empty();
        }
        if (now - renewedAt >= VALID.toMillis()) {
            return Optional.of("the lease was not renewed for " + (now - renewedAt) + " ms");
        }
        return majority ? Optional.empty() : Optional.of("fewer than half of the muxers are seen");
    }

    /** Until when this node may lead, whatever it learns later. */
    long goodUntil() {
        return !leads ? Long.MIN_VALUE : alone ? Long.MAX_VALUE : renewedAt + VALID.toMillis();
    }

    /** It leads no more, and stands again after a while. */
    void lost(long now, Duration pause) {
        leads = false;
        seenAt = now;
        standsFrom = now + pause.toMillis();
    }
}
