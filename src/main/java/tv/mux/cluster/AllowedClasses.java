package tv.mux.cluster;

import com.hazelcast.config.JavaSerializationFilterConfig;
import java.io.ObjectInputFilter;
import java.util.List;

/**
 * The classes that Java deserialisation may create from the bytes of other members. These are the two entry processors
 * of Mux, and the exceptions that Hazelcast sends as the result of a failed operation. All other messages between
 * members use Hazelcast's own serialisation.
 */
public final class AllowedClasses {
    private static final List<String> PROCESSORS =
            List.of("tv.mux.log.HazelcastLog$Apply", SharedLease.Hold.class.getName());

    private static final List<String> EXCEPTIONS = List.of(
            "java.lang.Throwable",
            "java.lang.Exception",
            "java.lang.RuntimeException",
            "java.lang.Error",
            "java.lang.ArithmeticException",
            "java.lang.ArrayIndexOutOfBoundsException",
            "java.lang.AssertionError",
            "java.lang.ClassCastException",
            "java.lang.ClassNotFoundException",
            "java.lang.CloneNotSupportedException",
            "java.lang.IllegalAccessException",
            "java.lang.IllegalArgumentException",
            "java.lang.IllegalMonitorStateException",
            "java.lang.IllegalStateException",
            "java.lang.IndexOutOfBoundsException",
            "java.lang.InstantiationException",
            "java.lang.InterruptedException",
            "java.lang.LinkageError",
            "java.lang.NoClassDefFoundError",
            "java.lang.NullPointerException",
            "java.lang.NumberFormatException",
            "java.lang.OutOfMemoryError",
            "java.lang.ReflectiveOperationException",
            "java.lang.SecurityException",
            "java.lang.StackOverflowError",
            "java.lang.UnsupportedOperationException",
            "java.lang.VirtualMachineError",
            "java.io.EOFException",
            "java.io.IOException",
            "java.io.InvalidClassException",
            "java.io.NotSerializableException",
            "java.io.ObjectStreamException",
            "java.io.UncheckedIOException",
            "java.nio.BufferUnderflowException",
            "java.util.NoSuchElementException",
            "java.util.concurrent.CancellationException",
            "java.util.concurrent.CompletionException",
            "java.util.concurrent.ExecutionException",
            "java.util.concurrent.RejectedExecutionException",
            "java.util.concurrent.TimeoutException",
            "com.hazelcast.cluster.Address",
            "com.hazelcast.core.ConsistencyLostException",
            "com.hazelcast.core.HazelcastException",
            "com.hazelcast.core.HazelcastInstanceNotActiveException",
            "com.hazelcast.core.HazelcastOverloadException",
            "com.hazelcast.core.IndeterminateOperationStateException",
            "com.hazelcast.core.LocalMemberResetException",
            "com.hazelcast.core.MemberLeftException",
            "com.hazelcast.core.OperationTimeoutException",
            "com.hazelcast.core.RuntimeInterruptedException",
            "com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException",
            "com.hazelcast.internal.partition.PartitionStateVersionMismatchException",
            "com.hazelcast.map.ReachedMaxSizeException",
            "com.hazelcast.map.impl.operation.EntryOffloadableLockMismatchException",
            "com.hazelcast.nio.serialization.HazelcastSerializationException",
            "com.hazelcast.partition.NoDataMemberInClusterException",
            "com.hazelcast.splitbrainprotection.SplitBrainProtectionException");

    /** The classes of an exception's fields. */
    private static final List<String> EXCEPTION_FIELDS = List.of(
            "java.lang.StackTraceElement",
            "[Ljava.lang.StackTraceElement;",
            "[Ljava.lang.Throwable;",
            "java.util.ArrayList",
            "java.util.Collections$EmptyList",
            "java.util.Collections$UnmodifiableCollection",
            "java.util.Collections$UnmodifiableList",
            "java.util.Collections$UnmodifiableRandomAccessList");

    /** Package of Hazelcast's retryable exceptions. It contains exceptions only. */
    private static final String HAZELCAST_EXCEPTIONS = "com.hazelcast.spi.exception.";

    /**
     * Limits of all deserialisation in this process. They reject object graphs that cost more to build than to send.
     */
    private static final String LIMITS = "maxdepth=32;maxrefs=20000;maxarray=100000;maxbytes=16777216";

    private AllowedClasses() {}

    /** The deserialisation filter of Hazelcast. It allows the classes of this list only. */
    public static JavaSerializationFilterConfig filter() {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig().setDefaultsDisabled(true);
        filter.getWhitelist().addClasses(PROCESSORS.toArray(String[]::new));
        filter.getWhitelist().addClasses(EXCEPTIONS.toArray(String[]::new));
        filter.getWhitelist().addClasses(EXCEPTION_FIELDS.toArray(String[]::new));
        filter.getWhitelist().addPrefixes(HAZELCAST_EXCEPTIONS);
        return filter;
    }

    /** Limits all deserialisation in this process, unless {@code jdk.serialFilter} sets other limits. */
    public static synchronized void limitAll() {
        if (ObjectInputFilter.Config.getSerialFilter() == null) {
            ObjectInputFilter.Config.setSerialFilter(ObjectInputFilter.Config.createFilter(LIMITS));
        }
    }
}
