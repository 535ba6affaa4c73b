package tv.mux.input;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The bytes that all inputs hold in memory together, and their bound (INPUT_MEMORY). One input may hold half of the bound and
 * no more: at most two are read at a time, so the input on air always finds its half, whatever the other one does.
 *
 * <p>Each owner of bytes has a {@link Slot}, which holds how many bytes it has now. What is about to be read is reserved
 * first; what merely changes hands is set. Safe for use by several threads.
 */
public final class InputMemory {
    /** A segment may have a quarter of the bound: the one being played, the one behind it, and as much again in copies. */
    private static final int SEGMENTS = 4;

    private final long limit;
    private final MeterRegistry meters;
    private final Counter refusals;
    private final Gauge gauge;
    private long held;

    /** With the bound, bytes. */
    InputMemory(long limit, MeterRegistry meters) {
        this.limit = limit;
        this.meters = meters;
        this.refusals = Counter.builder("mux.input.memory.refusals")
                .description("Reads of inputs that were refused for what they would hold in memory")
                .register(meters);
        this.gauge = Gauge.builder("mux.input.memory", this, InputMemory::held)
                .description("Bytes that inputs hold in memory")
                .baseUnit("bytes")
                .register(meters);
    }

    /** Takes the gauge away, so that a successor can put its own there. */
    void close() {
        meters.remove(gauge);
    }

    /** How many bytes all inputs hold. */
    synchronized long held() {
        return held;
    }

    /** How many bytes one input may hold. */
    long share() {
        return limit / 2;
    }

    /** How many bytes one segment may have. */
    int segment(int most) {
        return (int) Math.min(most, limit / SEGMENTS);
    }

    /** Opens the account of an input. */
    Account account() {
        return new Account();
    }

    /** What one input holds. */
    public final class Account {
        private long used;
        private boolean closed;

        private Account() {}

        /** A place to hold bytes in; it holds none yet. */
        public Slot slot() {
            return new Slot(this);
        }

        /** Whether the input may hold so many bytes more. */
        boolean hasRoom(long more) {
            synchronized (InputMemory.this) {
                return refusal(more) == null;
            }
        }

        /** Why the input may not hold so many bytes more; null if it may. */
        private String refusal(long more) {
            if (closed) {
                return "the input is closed";
            }
            if (used + more > share()) {
                return "the input would hold " + (used + more)
                        + " bytes in memory, and one may hold half of INPUT_MEMORY=" + limit;
            }
            return held + more > limit
                    ? "all inputs together would hold " + (held + more) + " bytes in memory, more than INPUT_MEMORY="
                            + limit
                    : null;
        }

        /** The input holds nothing any more, and may hold nothing. */
        void close() {
            synchronized (InputMemory.this) {
                held -= used;
                used = 0;
                closed = true;
            }
        }
    }

    /** The bytes of one owner. */
    public final class Slot {
        private final Account account;
        private long bytes;

        private Slot(Account account) {
            this.account = account;
        }

        /**
         * Asks to hold so many bytes from now on.
         *
         * @return why not, for the operator; null if they are reserved
         */
        String reserve(long total) {
            synchronized (InputMemory.this) {
                String refusal = total <= bytes ? null : account.refusal(total - bytes);
                if (refusal == null) {
                    set(total);
                } else {
                    refusals.increment();
                }
                return refusal;
            }
        }

        /** Holds so many bytes from now on: they are there already. */
        public void set(long total) {
            synchronized (InputMemory.this) {
                if (!account.closed) {
                    held += total - bytes;
                    account.used += total - bytes;
                    bytes = total;
                }
            }
        }
    }
}
