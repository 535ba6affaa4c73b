package tv.mux.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalInt;

/**
 * Divides this process's file descriptors between clients and the service itself. Without descriptors Mux can neither read
 * an input, nor start FFmpeg, nor write a segment, so its own needs come first. Pure apart from {@link #ofThisProcess}.
 *
 * @param descriptors that this process may have open
 * @param reserved for the service itself
 */
public record DescriptorBudget(long descriptors, int reserved) {
    /** About 40 are open at rest. The others are for inputs, FFmpeg's pipes, files that are sent, and the admin port. */
    private static final int RESERVED_ALONE = 320;

    /** Connections from and to other nodes, and the files that those connections read. */
    private static final int RESERVED_FOR_NODES = 256;

    /** With each at up to 20 KB, so many connections take 200 MB. */
    private static final int DEFAULT_MOST = 10_000;

    /** Even where there is no room: some clients must be served. */
    private static final int LEAST = 16;

    /** Below this many descriptors an operator is asked to raise the limit. */
    private static final long LOW = 1_024;

    /**
     * The budget of this process, whose limit does not change any more.
     *
     * @param alone whether there are no other nodes
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

    /** The most connections that clients can have without taking what the service needs. */
    public int most() {
        long room = Math.min(descriptors - reserved, descriptors / 4 * 3);
        return (int) Math.max(LEAST, Math.min(room, Integer.MAX_VALUE));
    }

    /** How many connections clients get. A setting never takes what the service needs. */
    public int connections(OptionalInt setting) {
        return Math.min(most(), setting.orElse(DEFAULT_MOST));
    }

    /** How many connections one address gets: without a setting half of all, so that one client cannot take all. */
    public static int perAddress(OptionalInt setting, int connections) {
        return setting.orElse(Math.max(1, connections / 2));
    }

    /** Whether the process's limit is lower than a service in use needs. */
    public boolean low() {
        return descriptors < LOW;
    }
}
