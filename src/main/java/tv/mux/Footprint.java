package tv.mux;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.config.ConfigException;

/**
 * Limits the memory of the process. By default the JVM and its libraries size themselves by the machine, of which Mux
 * needs little. An option on the command line takes precedence over a limit of this class.
 */
final class Footprint {
    /** JVM flags that return unused heap to the operating system. The interval is in milliseconds. */
    private static final Map<String, String> HEAP =
            Map.of("MinHeapFreeRatio", "10", "MaxHeapFreeRatio", "20", "G1PeriodicGCInterval", "15000");

    /**
     * Netty would keep an arena of 4 MB chunks for every event loop. The JDK would keep, for every thread, a direct
     * buffer as large as the largest file that the thread ever read or wrote. Vert.x would create a temporary folder
     * for class path resources, which Mux does not use, and which would remain if the process is killed.
     */
    private static final Map<String, String> LIBRARIES = Map.of(
            "io.netty.allocator.numDirectArenas", "1",
            "io.netty.allocator.numHeapArenas", "1",
            "jdk.nio.maxCachedBufferSize", "65536",
            "vertx.disableFileCPResolving", "true");

    /** Default of SEGMENT_MEMORY, bytes. */
    private static final long SEGMENT_MEMORY = 256L << 20;

    /** Minimum of SEGMENT_MEMORY, bytes. */
    private static final long MIN_SEGMENT_MEMORY = 16L << 20;

    private Footprint() {}

    /** Sets the limits. Must run before Netty starts and before the first file is read. */
    static void limit() {
        LIBRARIES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        HEAP.forEach((flag, value) -> set(jvm, flag, value));
    }

    /** The maximum size of direct memory, in bytes. It holds the bytes of segments. */
    static long maxDirectMemory() {
        try {
            String limit = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption("MaxDirectMemorySize")
                    .getValue();
            return limit.equals("0") ? Runtime.getRuntime().maxMemory() : Long.parseLong(limit);
        } catch (IllegalArgumentException e) {
            return Long.MAX_VALUE; // this JVM does not have the option
        }
    }

    /**
     * Lowers the default of SEGMENT_MEMORY to three quarters of the direct memory. The rest is for connections. Running
     * out of direct memory would end the process. Does nothing if SEGMENT_MEMORY is set.
     *
     * @param settings the settings as given; may be changed
     * @param directMemory maximum size of direct memory in bytes
     */
    static void lowerSegmentMemory(Map<String, String> settings, long directMemory) {
        long available = directMemory - directMemory / 4;
        if (settings.getOrDefault("SEGMENT_MEMORY", "").isBlank() && available < SEGMENT_MEMORY) {
            settings.put("SEGMENT_MEMORY", "" + Math.max(MIN_SEGMENT_MEMORY, available));
        }
    }

    /**
     * Throws ConfigException if SEGMENT_MEMORY is set to more than the direct memory. The default value is not checked,
     * since most playlists need far less than the default.
     *
     * @param given SEGMENT_MEMORY as set; empty if it is not set
     * @param bytes its value in bytes
     * @param directMemory maximum size of direct memory in bytes
     */
    static void checkSegmentMemory(String given, long bytes, long directMemory) {
        if (!given.isBlank() && bytes > directMemory) {
            throw new ConfigException("SEGMENT_MEMORY=" + given.trim()
                    + " is not allowed: it must be at most the JVM's direct memory, which is " + directMemory
                    + " bytes (-XX:MaxDirectMemorySize; without this option, the value of -Xmx)");
        }
    }

    /**
     * Throws ConfigException if INPUT_MEMORY is more than half of the heap, since inputs could then exhaust the heap.
     *
     * @param given INPUT_MEMORY as set; empty if it is not set
     * @param bytes its value in bytes
     * @param heap maximum size of the heap in bytes
     */
    static void checkInputMemory(String given, long bytes, long heap) {
        if (!given.isBlank() && bytes > heap / 2) {
            throw new ConfigException("INPUT_MEMORY=" + given.trim()
                    + " is not allowed: it must be at most half of the heap, which is " + heap + " bytes (-Xmx)");
        }
    }

    private static void set(HotSpotDiagnosticMXBean jvm, String flag, String value) {
        try {
            if (jvm.getVMOption(flag).getOrigin() == VMOption.Origin.DEFAULT) {
                jvm.setVMOption(flag, value);
            }
        } catch (IllegalArgumentException e) {
            Logger log = LoggerFactory.getLogger(Footprint.class);
            log.debug("this JVM does not allow setting {}: {}", flag, e.getMessage());
        }
    }
}
