package tv.mux;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.vertx.core.Deployable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tv.mux.indexing.HazelcastIndex;
import tv.mux.indexing.IndexMergePolicy;
import tv.mux.log.HazelcastLog;

/** The rules between packages: which package may use which, and which packages are pure. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("tv.mux");

    /** Packages that every package outside this set may use. */
    private static final Set<String> BASE =
            Set.of("bus", "common", "config", "files", "media", "model", "server", "status", "text", "ts");

    /** The packages that each other package may use in addition. A package that is missing here may use none. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            // the packages on the path of a segment
            Map.entry("scheduler", Set.of()),
            Map.entry("switcher", Set.of()),
            Map.entry("stream", Set.of("switcher")),
            Map.entry("input", Set.of()),
            Map.entry("process", Set.of()),
            Map.entry("normalise", Set.of("input", "process")),
            Map.entry("ladder", Set.of("process")),
            Map.entry("run", Set.of("input", "process", "normalise", "ladder")),
            Map.entry("index", Set.of()),
            Map.entry("log", Set.of("index")),
            Map.entry("indexing", Set.of("index", "log")),
            Map.entry("playlist", Set.of("index")),
            Map.entry("http", Set.of("index", "indexing", "playlist")),
            // the other packages
            Map.entry("admin", Set.of()),
            Map.entry("auth", Set.of()),
            Map.entry("cleanup", Set.of("index", "indexing")),
            Map.entry("cluster", Set.of("auth", "indexing")),
            Map.entry("demo", Set.of()),
            Map.entry("edge", Set.of("auth", "index", "indexing")),
            Map.entry("icecast", Set.of("indexing", "playout", "process")),
            Map.entry("logging", Set.of()),
            Map.entry("playout", Set.of("index")),
            Map.entry("slate", Set.of("process")));

    /** Packages whose classes compute only: they are tested without Vert.x, without a disk and without a clock. */
    private static final Set<String> PURE = Set.of(
            "tv.mux.index",
            "tv.mux.input.playlist",
            "tv.mux.ladder",
            "tv.mux.media",
            "tv.mux.model",
            "tv.mux.playlist",
            "tv.mux.playout",
            "tv.mux.status",
            "tv.mux.switcher",
            "tv.mux.text",
            "tv.mux.ts");

    @Test
    void packagesUseOnlyWhatTheyMay() {
        classes()
                .that()
                .resideInAPackage("tv.mux.*..")
                .should(useOnlyAllowedPackages())
                .check(MAIN);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass one) {
                        return SliceIdentifier.of(one.getPackageName());
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(MAIN);
    }

    @Test
    void theServiceDoesNotDependOnTheDemo() {
        noClasses()
                .that()
                .resideOutsideOfPackage("tv.mux.demo..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tv.mux.demo..")
                .because(
                        "the demo and its faults are no part of the service; Main finds its commands with ServiceLoader")
                .check(MAIN);
    }

    @Test
    void onlyTheDemoUsesTheRootPackage() {
        noClasses()
                .that()
                .resideInAPackage("tv.mux.*..")
                .and()
                .resideOutsideOfPackage("tv.mux.demo..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tv.mux")
                .because("Mux and Main assemble the packages, and the demo starts Mux")
                .check(MAIN);
    }

    /** Path and ByteArrayOutputStream are not listed: they access nothing outside the memory. */
    private static final DescribedPredicate<JavaClass> EFFECTS = resideInAnyPackage(
                    "io.vertx..", "io.micrometer..", "com.hazelcast..", "java.nio.file..", "java.net.http..")
            .or(resideInAPackage("java.io")
                    .and(not(named("java.io.ByteArrayOutputStream")))
                    .and(not(named("java.io.Serializable"))))
            .or(belongToAnyOf(Thread.class, ProcessBuilder.class, java.net.Socket.class))
            .and(not(belongToAnyOf(Path.class)))
            .as("classes that have effects");

    @Test
    void purePackagesHaveNoEffects() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE.toArray(String[]::new))
                .should()
                .dependOnClassesThat(EFFECTS)
                .check(MAIN);
    }

    @Test
    void onlyTheClusterUsesHazelcast() {
        noClasses()
                .that()
                .resideOutsideOfPackage("tv.mux.cluster..")
                .and()
                .doNotBelongToAnyOf(HazelcastIndex.class, HazelcastLog.class, IndexMergePolicy.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster..")
                .check(MAIN);
    }

    /** SegmentResponse wraps the bytes of the segment cache without a copy, which no public class of Vert.x does. */
    @Test
    void onlyPublicPartsOfVertxAreUsed() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("tv.mux.http.SegmentResponse")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..internal..", "io.vertx..impl..")
                .check(MAIN);
    }

    @Test
    void verticlesTalkOverTheBus() {
        noClasses()
                .that()
                .resideInAPackage("tv.mux.*..")
                .and()
                .resideOutsideOfPackage("tv.mux.demo..")
                .should(new ArchCondition<>("refer to a verticle of another class") {
                    @Override
                    public void check(JavaClass one, ConditionEvents events) {
                        one.getDirectDependenciesFromSelf().stream()
                                .filter(known -> known.getTargetClass().isAssignableTo(Deployable.class))
                                .filter(known ->
                                        known.getTargetClass().getPackageName().startsWith("tv.mux."))
                                .filter(known -> !known.getTargetClass().equals(outermost(one)))
                                .forEach(known ->
                                        events.add(SimpleConditionEvent.satisfied(known, known.getDescription())));
                    }
                })
                .check(MAIN);
    }

    private static ArchCondition<JavaClass> useOnlyAllowedPackages() {
        return new ArchCondition<>("use only the packages they may use") {
            @Override
            public void check(JavaClass one, ConditionEvents events) {
                one.getDirectDependenciesFromSelf().stream()
                        .filter(used -> used.getTargetClass().getPackageName().startsWith("tv.mux."))
                        .filter(used -> !may(top(one), top(used.getTargetClass())))
                        .forEach(used -> events.add(SimpleConditionEvent.violated(one, used.getDescription())));
            }
        };
    }

    private static boolean may(String user, String used) {
        return user.equals(used)
                || BASE.contains(used)
                || MAY_USE.getOrDefault(user, Set.of()).contains(used);
    }

    private static JavaClass outermost(JavaClass one) {
        return one.getEnclosingClass().map(ArchitectureTest::outermost).orElse(one);
    }

    /** The part of the package name that follows {@code tv.mux}. */
    private static String top(JavaClass one) {
        return one.getPackageName().split("\\.", -1)[2];
    }

    private static DescribedPredicate<JavaClass> named(String name) {
        return DescribedPredicate.describe(
                name, one -> outermost(one).getFullName().equals(name));
    }
}
