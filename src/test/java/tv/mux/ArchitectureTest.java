package tv.mux;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tv.mux.indexing.HazelcastIndex;
import tv.mux.indexing.IndexMergePolicy;
import tv.mux.log.HazelcastLog;

/** The rules for packages: which package may use which, which packages are pure, and how large a package may be. */
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

    /** Packages without side effects: their tests need no Vert.x, no disk and no clock. */
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

    private static final int MAX_FILES = 20;

    /** Javadoc with two sentences at least. */
    private static final Pattern TWO_SENTENCES =
            Pattern.compile("/\\*\\*.*\\S[.?!]\\s.*\\S[.?!]\\s.*\\*/", Pattern.DOTALL);

    @Test
    void packagesUseOnlyAllowedPackages() {
        classes()
                .that()
                .resideInAPackage("tv.mux.*..")
                .should(useOnlyAllowedPackages())
                .check(MAIN);
    }

    @Test
    void packageDependenciesHaveNoCycles() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass member) {
                        return SliceIdentifier.of(member.getPackageName());
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
    private static final DescribedPredicate<JavaClass> SIDE_EFFECTS = resideInAnyPackage(
                    "io.vertx..", "io.micrometer..", "com.hazelcast..", "java.nio.file..", "java.net.http..")
            .or(resideInAPackage("java.io")
                    .and(not(named("java.io.ByteArrayOutputStream")))
                    .and(not(named("java.io.Serializable"))))
            .or(belongToAnyOf(Thread.class, ProcessBuilder.class, java.net.Socket.class))
            .and(not(belongToAnyOf(Path.class)))
            .as("classes with side effects");

    @Test
    void purePackagesHaveNoSideEffects() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE.toArray(String[]::new))
                .should()
                .dependOnClassesThat(SIDE_EFFECTS)
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

    /** SegmentResponse is exempt: no public class of Vert.x wraps the bytes of the segment cache without a copy. */
    @Test
    void onlyThePublicApiOfVertxIsUsed() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("tv.mux.http.SegmentResponse")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..internal..", "io.vertx..impl..")
                .check(MAIN);
    }

    @Test
    void verticlesDoNotReferToEachOther() {
        noClasses()
                .that()
                .resideInAPackage("tv.mux.*..")
                .and()
                .resideOutsideOfPackage("tv.mux.demo..")
                .should(new ArchCondition<>("refer to a verticle of another class") {
                    @Override
                    public void check(JavaClass user, ConditionEvents events) {
                        user.getDirectDependenciesFromSelf().stream()
                                .filter(used -> used.getTargetClass().isAssignableTo(Deployable.class))
                                .filter(used ->
                                        used.getTargetClass().getPackageName().startsWith("tv.mux."))
                                .filter(used -> !used.getTargetClass().equals(outermost(user)))
                                .forEach(used ->
                                        events.add(SimpleConditionEvent.satisfied(used, used.getDescription())));
                    }
                })
                .check(MAIN);
    }

    @Test
    void everyMainPackageIsDescribed() throws IOException {
        assertThat(packages("main").filter(folder -> !Files.exists(folder.resolve("package-info.java"))))
                .as("packages without package-info.java")
                .isEmpty();
    }

    @Test
    void everyMainPackageIsDescribedInTwoSentences() throws IOException {
        assertThat(packages("main")
                        .map(folder -> folder.resolve("package-info.java"))
                        .filter(file -> !TWO_SENTENCES.matcher(text(file)).find()))
                .as("package-info.java with less than two sentences")
                .isEmpty();
    }

    @Test
    void noPackageHasMoreThan20Files() throws IOException {
        assertThat(packages("").filter(folder -> javaFiles(folder) > MAX_FILES))
                .as("packages with more than %s files", MAX_FILES)
                .isEmpty();
    }

    /** The folders that hold Java files, in one source set ({@code main}) or in all (an empty name). */
    private static Stream<Path> packages(String sourceSet) throws IOException {
        try (Stream<Path> folders = Files.walk(Path.of("src", sourceSet))) {
            return folders.filter(Files::isDirectory).filter(folder -> javaFiles(folder) > 0).toList().stream();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long javaFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ArchCondition<JavaClass> useOnlyAllowedPackages() {
        return new ArchCondition<>("use only packages that ArchitectureTest allows") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                user.getDirectDependenciesFromSelf().stream()
                        .filter(used -> used.getTargetClass().getPackageName().startsWith("tv.mux."))
                        .filter(used -> !mayUse(top(user), top(used.getTargetClass())))
                        .forEach(used -> events.add(SimpleConditionEvent.violated(user, used.getDescription())));
            }
        };
    }

    private static boolean mayUse(String user, String used) {
        return user.equals(used)
                || BASE.contains(used)
                || MAY_USE.getOrDefault(user, Set.of()).contains(used);
    }

    private static JavaClass outermost(JavaClass nested) {
        return nested.getEnclosingClass().map(ArchitectureTest::outermost).orElse(nested);
    }

    /** The part of the package name that follows {@code tv.mux}. */
    private static String top(JavaClass member) {
        return member.getPackageName().split("\\.", -1)[2];
    }

    private static DescribedPredicate<JavaClass> named(String name) {
        return DescribedPredicate.describe(
                name, member -> outermost(member).getFullName().equals(name));
    }
}
