package tv.mux.input.fetch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts the bytes that all inputs hold in memory and enforces their limit (INPUT_MEMORY). One input may hold at most
 * half of the limit. Mux reads at most two inputs at a time, so the input on air always has its half.
 *
 * <p>Each owner of bytes has a {@link Slot} with the number of bytes that it holds now. Bytes must be reserved before
 * they are read. If bytes move to another owner, the new owner's slot is only set. Thread-safe.
 */
public final class MemoryBudget {
    /** An input may hold two segments and a copy of each. So a segment may have a quarter of the limit. */
    private static final int SEGMENTS = 4;

    private final long limit;
    private final MeterRegistry meters;
    private final Counter refusals;
    private final Gauge gauge;
    private long held;

    /** Creates an instance with the limit in bytes. */
    public MemoryBudget(long limit, MeterRegistry meters) {
        this.limit = limit;
        this.meters = meters;
        this.refusals = Counter.builder("mux.input.memory.refusals")
                .description("Reads of inputs that the memory limit refused")
                .register(meters);
        this.gauge = Gauge.builder("mux.input.memory", this, MemoryBudget::held)
                .description("Bytes that inputs hold in memory")
                .baseUnit("bytes")
                .register(meters);
    }

    /** Removes the gauge, so that a later instance can register its own. */
    void close() {
        meters.remove(gauge);
    }

    /** Returns the number of bytes that all inputs hold. */
    synchronized long held() {
        return held;
    }

    /** Returns the maximum number of bytes that one input may hold. */
    long share() {
        return limit / 2;
    }

    /** Returns the maximum size of one segment: the given size, or less if the limit requires it. */
    int segmentBytes(int max) {
        return (int) Math.min(max, limit / SEGMENTS);
    }

    /** Opens an account for an input. */
    public Account account() {
        return new Account();
    }

    /** The bytes that one input holds. */
    public final class Account {
        private long used;
        private boolean closed;

        private Account() {}

        /** Creates an empty slot. */
        public Slot slot() {
            return new Slot(this);
        }

        /** Whether the input may hold this many bytes more. */
        public boolean allows(long more) {
            synchronized (MemoryBudget.this) {
                return refusal(more) == null;
            }
        }

        /** Returns the reason why the input may not hold this many bytes more; null if it may. */
        private String refusal(long more) {
            if (closed) {
                return "the input is closed";
            }
            if (used + more > share()) {
                return "the input would hold " + (used + more)
                        + " bytes in memory; one input may hold half of INPUT_MEMORY=" + limit;
            }
            return held + more > limit
                    ? "all inputs together would hold " + (held + more)
                            + " bytes in memory; they may hold INPUT_MEMORY=" + limit
                    : null;
        }

        /** Releases everything that the input holds and refuses new reservations. */
        public void close() {
            synchronized (MemoryBudget.this) {
                held -= used;
                used = 0;
                closed = true;
            }
        }
    }

    /** The number of bytes that one owner holds. */
    public final class Slot {
        private final Account account;
        private long bytes;

        private Slot(Account account) {
            this.account = account;
        }

        /**
         * Reserves bytes before they are read.
         *
         * @param total number of bytes that the owner will hold in all
         * @return the reason of a refusal, for the operator; null if the bytes are reserved
         */
        String reserve(long total) {
            synchronized (MemoryBudget.this) {
                String refusal = total <= bytes ? null : account.refusal(total - bytes);
                if (refusal == null) {
                    set(total);
                } else {
                    refusals.increment();
                }
                return refusal;
            }
        }

        /** Sets the number of bytes that the owner holds. Does not check the limit, since the bytes exist already. */
        public void set(long total) {
            synchronized (MemoryBudget.this) {
                if (!account.closed) {
                    held += total - bytes;
                    account.used += total - bytes;
                    bytes = total;
                }
            }
        }
    }
}
