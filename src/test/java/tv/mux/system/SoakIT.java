package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.harness.Waits.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Fault;
import tv.mux.demo.Spec;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Ports;
import tv.mux.harness.ProcFs;

/**
 * A random move or fault every ten seconds: the output follows every rule, and Mux does not leak resources. Runs for
 * 75 s in {@code make test} and for an hour in {@code make soak}. {@code -Dsoak.minutes=N} sets the time,
 * {@code -Dsoak.seed=N} another sequence of events.
 */
@Order(2)
@ExtendWith(VertxExtension.class)
class SoakIT {
    private static final double MINUTES = Double.parseDouble(System.getProperty("soak.minutes", "1.25"));
    private static final List<Fault> FAULTS =
            Stream.of(Fault.values()).filter(fault -> fault != Fault.RENUMBERED).toList();
    private static final long SEED = Long.getLong("soak.seed", 5);
    private static final int INTERVAL_MS = Integer.getInteger("soak.everyMs", 10_000);

    private static final int LIST_SIZE = 10;

    /** Memory must not grow after this time. Until then a JVM still loads and compiles classes. */
    private static final int WARM_UP_MINUTES = 15;

    private static final List<Spec> INPUTS = List.of(
            Spec.of("one", 320, 180, 25).withSegments(1, 1).withWindow(8),
            Spec.of("two", 320, 180, 30).withSegments(2, 2),
            Spec.of("three", 320, 180, 24).withSegments(3, 1.5).withWindow(5));

    /** The resources that Mux uses. */
    private record Resources(long rssMb, long descriptors, long threads, long children, long files) {
        static Resources of(MuxProcess mux, Path output) throws IOException {
            Path proc = Path.of("/proc", "" + mux.pid());
            try (var fds = Files.list(proc.resolve("fd"));
                    var tasks = Files.list(proc.resolve("task"));
                    var files = Files.list(output.resolve("segments"))) {
                long rss = ProcFs.residentMegabytes(mux.pid());
                return new Resources(
                        rss, fds.count(), tasks.count(), mux.children().size(), files.count());
            }
        }
    }

    @Test
    void randomEventsBreakNoRuleAndLeakNothing(Vertx vertx, @TempDir Path folder) throws Exception {
        Random random = new Random(SEED);
        try (Farm farm = Farm.start(vertx, INPUTS.toArray(Spec[]::new))) {
            Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
            settings.put("HLS_SEGMENT_TIME", "2");
            settings.put("HLS_LIST_SIZE", "" + LIST_SIZE);
            settings.put("JAVA_TOOL_OPTIONS", ""); // not the quick-start options, because Mux runs for long
            farm.move("one");
            try (MuxProcess mux = MuxProcess.start(settings).awaitSegment();
                    HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                awaitCalm(farm, mux);
                Resources before = Resources.of(mux, folder);
                Resources warm = before;
                long start = System.nanoTime();
                int events = 0;
                for (double minutes = 0; minutes < MINUTES; minutes = (System.nanoTime() - start) / 60e9) {
                    System.out.printf("SoakIT: %.1f min: %s%n", minutes, randomEvent(random, farm, mux));
                    events++;
                    if (minutes < WARM_UP_MINUTES) {
                        warm = Resources.of(mux, folder);
                    }
                    TimeUnit.MILLISECONDS.sleep(INTERVAL_MS); // The interval between events, not a wait.
                }
                awaitCalm(farm, mux);
                Resources after = Resources.of(mux, folder);
                System.out.printf(
                        "SoakIT: %d events, %d segments, longest wait %.1f s, before %s, after %s%n",
                        events, audit.segments(), audit.longestWait(), before, after);

                // Allowed: the pictures of the slate, and missing pictures of inputs with a fault.
                assertThat(audit.breachesExcept("frames of no input", "frames missing over a restart"))
                        .as(audit.report())
                        .isEmpty();
                assertThat(after.descriptors()).as("descriptors").isLessThanOrEqualTo(before.descriptors() + 30);
                assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 20);
                assertThat(after.children()).as("children").isEqualTo(1);
                assertThat(after.files()).as("segment files").isLessThanOrEqualTo(10L * LIST_SIZE);
                if (MINUTES > WARM_UP_MINUTES) {
                    assertThat(after.rssMb()).as("memory, since %s", warm).isLessThanOrEqualTo(warm.rssMb() * 6 / 5);
                }
                try (var runs = Files.list(folder.resolve("runs"))) {
                    assertThat(runs.count()).as("run folders").isLessThanOrEqualTo(4);
                }
            }
        }
    }

    /** Makes one random event happen, and describes it. */
    private static String randomEvent(Random random, Farm farm, MuxProcess mux) {
        String name = INPUTS.get(random.nextInt(INPUTS.size())).name();
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> {
                farm.move(name);
                return "move to " + name;
            }
            case 4, 5 -> {
                // FAULTS excludes RENUMBERED: it makes an input unusable for minutes, so there would be no calm state.
                Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
                farm.fault(name, fault);
                return name + ": " + fault;
            }
            case 6 -> {
                INPUTS.forEach(input -> farm.fault(input.name(), Fault.NONE));
                return "all inputs are repaired";
            }
            case 7 -> {
                for (int i = 0; i < 10; i++) {
                    farm.move(INPUTS.get(random.nextInt(INPUTS.size())).name());
                }
                return "a burst of ten moves";
            }
            case 8 -> {
                String signal = random.nextBoolean() ? "KILL" : "STOP";
                mux.children().stream().findFirst().ifPresent(child -> MuxProcess.signal(child.pid(), signal));
                return "FFmpeg gets a SIG" + signal;
            }
            default -> {
                farm.move("http://127.0.0.1:" + Ports.free() + "/dead.m3u8", "dead");
                return "move to a dead port";
            }
        }
    }

    /** Repairs all inputs, and waits until one is on air and nothing is pending. */
    private static void awaitCalm(Farm farm, MuxProcess mux) {
        INPUTS.forEach(input -> farm.fault(input.name(), Fault.NONE));
        farm.move("one");
        await("calm")
                .pollInterval(Duration.ofMillis(500))
                .until(() -> mux.onAir().equals("one")
                        && mux.stream().getJsonObject("next") == null
                        && !mux.isSlateOnAir()
                        && mux.children().size() == 1);
    }
}
