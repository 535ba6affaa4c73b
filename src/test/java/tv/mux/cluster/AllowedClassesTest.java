package tv.mux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.core.HazelcastException;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class AllowedClassesTest {
    private final ClassFilter allowed = AllowedClasses.filter().getWhitelist();

    /** If a member refuses the exception, Hazelcast loses the response and does not retry the operation. */
    @Test
    void exceptionsOfMembershipAndPartitionsAreAllowed() {
        assertThat(new ClassFileImporter()
                                .importPackages(
                                        "com.hazelcast.core", "com.hazelcast.spi.exception", "com.hazelcast.partition")
                                .stream()
                                .filter(type -> type.isAssignableTo(HazelcastException.class))
                                .map(JavaClass::getName)
                                .filter(name -> !allowed.isListed(name)))
                .isEmpty();
        assertThat(allowed.isListed("com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException"))
                .isTrue();
    }

    @Test
    void otherClassesAreRefused() {
        assertThat(allowed.isListed("java.util.HashSet")).isFalse();
        assertThat(allowed.isListed("java.util.HashMap")).isFalse();
        assertThat(allowed.isListed("com.hazelcast.map.impl.MapEntries")).isFalse();
    }
}
