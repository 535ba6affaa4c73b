package tv.mux;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.config.ConfigException;

/**
 * Keeps a process that runs for months small: the JVM sizes itself by the machine, Mux needs little of it. What is set
 * on the command line counts instead.
 */
final class Footprint {
    /**
     * A heap in which nothing was collected for so long is larger than it need be: what it does not need is given back.
     */
    private static final Map<String, String> HEAP =
            Map.of("MinHeapFreeRatio", "10", "MaxHeapFreeRatio", "20", "G1PeriodicGCInterval", "15000");

    /**
     * Netty would keep an arena of 4 MB chunks for every event loop, and the JDK for every thread a buffer outside the
     * heap as large as the largest file it ever read or wrote. Vert.x would make a folder in the temporary one for
     * files of the class path, which nothing here reads by it, and a process that is killed would leave that behind.
     */
    private static final Map<String, String> LIBRARIES = Map.of(
            "io.netty.allocator.numDirectArenas", "1",
            "io.netty.allocator.numHeapArenas", "1",
            "jdk.nio.maxCachedBufferSize", "65536",
            "vertx.disableFileCPResolving", "true");

    /** Default of SEGMENT_MEMORY, bytes. */
    private static final long SEGMENT_MEMORY = 256L << 20;

    /** Minimum of SEGMENT_MEMORY, bytes. */
    private static final long LEAST_SEGMENT_MEMORY = 16L << 20;

    private Footprint() {}

    /** To be called before anything of Netty is, and before the first file. */
    static void limit() {
        LIBRARIES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        HEAP.forEach((flag, value) -> set(jvm, flag, value));
    }

    /** How many bytes outside the heap, where the bytes of segments lie, this JVM may take at most. */
    static long outsideTheHeap() {
        try {
            String most = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption("MaxDirectMemorySize")
                    .getValue();
            return most.equals("0") ? Runtime.getRuntime().maxMemory() : Long.parseLong(most);
        } catch (IllegalArgumentException e) {
            return Long.MAX_VALUE; // this JVM does not tell
        }
    }

    /**
     * Lowers the default of SEGMENT_MEMORY to three quarters of the memory outside the heap. The rest is for
     * connections. Running out of this memory would end the process. Does nothing if SEGMENT_MEMORY is set.
     *
     * @param settings the settings as given; may be changed
     * @param most maximum number of bytes outside the heap
     */
    static void fit(Map<String, String> settings, long most) {
        long room = most - most / 4;
        if (settings.getOrDefault("SEGMENT_MEMORY", "").isBlank() && room < SEGMENT_MEMORY) {
            settings.put("SEGMENT_MEMORY", "" + Math.max(LEAST_SEGMENT_MEMORY, room));
        }
    }

    /**
     * Stops the start where segments were given more than there can be. The default is not held to that: it is a bound
     * that most windows stay far below, and on a small machine it may well be more than there is.
     *
     * @param given SEGMENT_MEMORY as it was set; empty where it was not
     * @param bytes what that means
     * @param most how many there can be
     */
    static void check(String given, long bytes, long most) {
        if (!given.isBlank() && bytes > most) {
            throw new ConfigException("SEGMENT_MEMORY=" + given.trim() + " is not allowed: this JVM may take " + most
                    + " bytes outside its heap at most (-XX:MaxDirectMemorySize; without it, as much as -Xmx)");
        }
    }

    /**
     * Throws ConfigException if INPUT_MEMORY is more than half of the heap, since inputs could then exhaust the heap.
     *
     * @param given INPUT_MEMORY as set; empty if it is not set
     * @param bytes its value in bytes
     * @param heap maximum size of the heap in bytes
     */
    static void checkInputs(String given, long bytes, long heap) {
        if (!given.isBlank() && bytes > heap / 2) {
            throw new ConfigException("INPUT_MEMORY=" + given.trim()
                    + " is not allowed: it must be at most half of the heap," + " which is " + heap + " bytes (-Xmx)");
        }
    }

    private static void set(HotSpotDiagnosticMXBean jvm, String flag, String value) {
        try {
            if (jvm.getVMOption(flag).getOrigin() == VMOption.Origin.DEFAULT) {
                jvm.setVMOption(flag, value);
            }
        } catch (IllegalArgumentException e) {
            Logger log = LoggerFactory.getLogger(Footprint.class);
            log.debug("this JVM has no {} to set: {}", flag, e.getMessage());
        }
    }
}
