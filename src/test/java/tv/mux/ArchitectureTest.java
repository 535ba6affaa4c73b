package tv.mux;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
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
import io.vertx.core.Deployable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tv.mux.bus.Bus;
import tv.mux.bus.EventLoops;
import tv.mux.config.OutOfMemory;
import tv.mux.log.HazelcastIndex;

/** The rules of the house: which room may know which. */
class ArchitectureTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("tv.mux");

    /** What every room may know. They themselves know one another as little as they must: not at all. */
    private static final Set<String> FOR_ALL = Set.of("bus", "config", "server", "ts");

    /** The rooms in the way of the media: each may know those with a lower number. */
    private static final Map<String, Integer> NUMBERS = Map.of(
            "playhead", 1,
            "stream", 2,
            "input", 3,
            "ffmpeg", 4,
            "log", 5,
            "playlist", 6,
            "http", 7);

    /** The rooms beside that way, and which of those in it each may know: all of these have to do with what the log keeps. */
    private static final Map<String, Set<String>> BESIDE = Map.of(
            "cleanup", Set.of("log"),
            "slate", Set.of("ffmpeg"),
            "icecast", Set.of("log", "ffmpeg"),
            "edge", Set.of("log", "auth"),
            "cluster", Set.of("log", "auth"),
            "auth", Set.of(),
            "admin", Set.of(),
            "demo", Set.of());

    @Test
    void roomsKnowThoseBeforeThem() {
        classes()
                .that()
                .resideInAPackage("tv.mux.*..")
                .should(knowOnlyTheRoomsTheyMay())
                .check(HOUSE);
    }

    @Test
    void noRoomKnowsItselfThroughOthers() {
        slices().matching("tv.mux.(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void onlyTheRoofIsOverAll() {
        noClasses()
                .that()
                .resideInAPackage("tv.mux.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tv.mux")
                .because("Mux and Main put the rooms together, and no room knows of them")
                .check(HOUSE);
    }

    /** The whole of the rules that are tested without a Vert.x and without a disk. */
    private static final DescribedPredicate<JavaClass> PURE = resideInAnyPackage(
                    "tv.mux.playlist..", "tv.mux.ts..", "tv.mux.config..", "tv.mux.bus..", "tv.mux.stream..")
            .and(not(belongToAnyOf(Bus.class, EventLoops.class, OutOfMemory.class)))
            .and(not(assignableTo(Deployable.class)))
            .or(named("tv.mux.cleanup.Retention"))
            .or(named("tv.mux.icecast.AudioPackets"))
            .or(named("tv.mux.icecast.Backlog"))
            .or(named("tv.mux.icecast.Coding"))
            .or(named("tv.mux.icecast.FrameReader"))
            .or(named("tv.mux.icecast.Framing"))
            .or(named("tv.mux.icecast.LiveEdge"))
            .or(named("tv.mux.icecast.PlayClock"))
            .or(named("tv.mux.icecast.Playout"))
            .or(named("tv.mux.icecast.Reserve"))
            .or(named("tv.mux.icecast.Sound"))
            .or(named("tv.mux.icecast.SourceAnswer"))
            .or(named("tv.mux.icecast.SourceRequest"))
            .or(named("tv.mux.icecast.Stretch"))
            .or(named("tv.mux.icecast.Trouble"))
            .or(named("tv.mux.icecast.Troubles"))
            .or(named("tv.mux.log.Change"))
            .or(named("tv.mux.log.EntryRules"))
            .or(named("tv.mux.log.LogEntry"))
            .or(named("tv.mux.log.LogFile"))
            .or(named("tv.mux.log.Placing"))
            .or(named("tv.mux.log.Places"))
            .or(named("tv.mux.log.UsedNumbers"))
            .or(named("tv.mux.slate.SlateCommand"))
            .or(named("tv.mux.log.Rendition"))
            .or(named("tv.mux.ffmpeg.Abreast"))
            .or(named("tv.mux.ffmpeg.CommandLine"))
            .or(named("tv.mux.ffmpeg.EncoderSpeed"))
            .or(named("tv.mux.ffmpeg.Fed"))
            .or(named("tv.mux.ffmpeg.InStep"))
            .or(named("tv.mux.ffmpeg.Ladder"))
            .or(named("tv.mux.ffmpeg.Watchdog"))
            .as("pure classes");

    /** A path is a value, and bytes may be gathered in memory: neither reads nor writes anything. */
    private static final DescribedPredicate<JavaClass> EFFECTS = resideInAnyPackage(
                    "io.vertx..", "io.micrometer..", "com.hazelcast..", "java.nio.file..", "java.net.http..")
            .or(resideInAPackage("java.io")
                    .and(not(named("java.io.ByteArrayOutputStream")))
                    .and(not(named("java.io.Serializable"))))
            .or(belongToAnyOf(Thread.class, ProcessBuilder.class, java.net.Socket.class))
            .and(not(belongToAnyOf(Path.class)))
            .as("classes that act on the world");

    @Test
    void whatIsPureStaysPure() {
        noClasses().that(PURE).should().dependOnClassesThat(EFFECTS).check(HOUSE);
    }

    @Test
    void fewKnowHazelcast() {
        noClasses()
                .that()
                .resideOutsideOfPackage("tv.mux.cluster..")
                .and()
                .doNotBelongToAnyOf(HazelcastIndex.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster..")
                .check(HOUSE);
    }

    @Test
    void verticlesTalkOverTheBus() {
        noClasses()
                .that()
                .resideInAPackage("tv.mux.*..")
                .should(new ArchCondition<>("know a verticle that is not theirs") {
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
                .check(HOUSE);
    }

    private static ArchCondition<JavaClass> knowOnlyTheRoomsTheyMay() {
        return new ArchCondition<>("know only the rooms they may") {
            @Override
            public void check(JavaClass one, ConditionEvents events) {
                one.getDirectDependenciesFromSelf().stream()
                        .filter(known -> known.getTargetClass().getPackageName().startsWith("tv.mux."))
                        .filter(known -> !may(room(one), room(known.getTargetClass())))
                        .forEach(known -> events.add(SimpleConditionEvent.violated(one, known.getDescription())));
            }
        };
    }

    /** A room that is not in the plan may know nobody, so that whoever builds one puts it there. */
    private static boolean may(String room, String other) {
        if (room.equals(other)) {
            return true;
        }
        if (FOR_ALL.contains(other)) {
            return !FOR_ALL.contains(room);
        }
        return BESIDE.getOrDefault(room, Set.of()).contains(other)
                || NUMBERS.getOrDefault(other, Integer.MAX_VALUE) < NUMBERS.getOrDefault(room, 0);
    }

    private static JavaClass outermost(JavaClass one) {
        return one.getEnclosingClass().map(ArchitectureTest::outermost).orElse(one);
    }

    private static String room(JavaClass one) {
        return one.getPackageName().split("\\.", -1)[2];
    }

    private static DescribedPredicate<JavaClass> named(String name) {
        return DescribedPredicate.describe(
                name, one -> outermost(one).getFullName().equals(name));
    }
}
