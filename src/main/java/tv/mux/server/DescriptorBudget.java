package tv.mux.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalInt;

/**
 * Divides this process's file descriptors between clients and the service itself. The service comes first: without
 * descriptors Mux cannot read an input, start FFmpeg or write a segment. Pure apart from {@link #ofThisProcess}.
 *
 * @param descriptors limit of open file descriptors of this process
 * @param reserved descriptors kept for the service itself
 */
public record DescriptorBudget(long descriptors, int reserved) {
    /**
     * An idle service has about 40 open. The rest is for inputs, FFmpeg's pipes, files being sent and the admin port.
     */
    private static final int RESERVED_ALONE = 320;

    /** For connections from and to other nodes, and for the files that those connections read. */
    private static final int RESERVED_FOR_NODES = 256;

    /** Default limit. A connection takes up to 20 KB, so all together take 200 MB. */
    private static final int DEFAULT_MAX = 10_000;

    /** Minimum for clients, even with few descriptors: some clients must be served. */
    private static final int MIN_CONNECTIONS = 16;

    /** Below this number, a warning asks the operator to raise the limit. */
    private static final long LOW = 1_024;

    /**
     * The budget for this process. The JVM sets the descriptor limit at its start, so the budget does not change later.
     *
     * @param alone whether this node has no cluster
     */
    public static DescriptorBudget ofThisProcess(boolean alone) {
        long descriptors = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
        return of(descriptors, alone);
    }

    static DescriptorBudget of(long descriptors, boolean alone) {
        return new DescriptorBudget(descriptors, RESERVED_ALONE + (alone ? 0 : RESERVED_FOR_NODES));
    }

    /** Maximum number of client connections that leaves the service its reserve. */
    public int maxConnections() {
        long available = Math.min(descriptors - reserved, descriptors / 4 * 3);
        return (int) Math.max(MIN_CONNECTIONS, Math.min(available, Integer.MAX_VALUE));
    }

    /** Limit of client connections: the setting or the default, but never more than {@link #maxConnections}. */
    public int connections(OptionalInt setting) {
        return Math.min(maxConnections(), setting.orElse(DEFAULT_MAX));
    }

    /**
     * Limit of connections per address. The default is half of all, so that one client cannot take all. 0: no limit.
     */
    public static int perAddress(OptionalInt setting, int connections) {
        return setting.orElse(Math.max(1, connections / 2));
    }

    /** Whether the descriptor limit is too low for normal use. */
    public boolean low() {
        return descriptors < LOW;
    }
}
