package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
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
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Fault;
import tv.mux.demo.Spec;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Ports;

/**
 * A move or a fault every ten seconds, at random: every rule holds, and nothing grows. Somewhat more than a minute in
 * {@code make test}, an hour in {@code make soak}; {@code -Dsoak.minutes=N} for as long as you like,
 * {@code -Dsoak.seed=N} for another story.
 */
@Order(2)
class SoakIT {
    private static final double MINUTES = Double.parseDouble(System.getProperty("soak.minutes", "1.25"));
    private static final List<Fault> FAULTS =
            Stream.of(Fault.values()).filter(fault -> fault != Fault.RENUMBERED).toList();
    private static final long SEED = Long.getLong("soak.seed", 5);
    private static final int EVERY_MS = Integer.getInteger("soak.everyMs", 10_000);

    private static final int LIST_SIZE = 10;

    /** A JVM has taken what it takes after some minutes; from then on it must not grow. */
    private static final int SETTLED_MINUTES = 15;

    private static final List<Spec> INPUTS = List.of(
            Spec.of("one", 320, 180, 25).withSegments(1, 1).withWindow(8),
            Spec.of("two", 320, 180, 30).withSegments(2, 2),
            Spec.of("three", 320, 180, 24).withSegments(3, 1.5).withWindow(5));

    /** What a process holds. */
    private record Held(long rssMb, long descriptors, long threads, long children, long files) {
        static Held by(MuxProcess mux, Path output) throws IOException {
            Path proc = Path.of("/proc", "" + mux.pid());
            try (var fds = Files.list(proc.resolve("fd"));
                    var tasks = Files.list(proc.resolve("task"));
                    var files = Files.list(output.resolve("segments"))) {
                long rss = Files.readAllLines(proc.resolve("status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                        .findFirst()
                        .orElse(0);
                return new Held(rss, fds.count(), tasks.count(), mux.children().size(), files.count());
            }
        }
    }

    @Test
    void nothingBreaksAndNothingGrows(@TempDir Path folder) throws Exception {
        Vertx vertx = Vertx.vertx();
        Random random = new Random(SEED);
        try (Farm farm = Farm.start(vertx, INPUTS.toArray(Spec[]::new))) {
            Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
            settings.put("HLS_SEGMENT_TIME", "2");
            settings.put("HLS_LIST_SIZE", "" + LIST_SIZE);
            settings.put("JAVA_TOOL_OPTIONS", ""); // None, so not those for a quick start either: it runs for long.
            farm.move("one");
            try (MuxProcess mux = MuxProcess.start(settings).awaitSegment();
                    HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                calm(farm, mux);
                Held before = Held.by(mux, folder);
                Held settled = before;
                long began = System.nanoTime();
                int events = 0;
                for (double minutes = 0; minutes < MINUTES; minutes = (System.nanoTime() - began) / 60e9) {
                    System.out.printf("SoakIT: %.1f min: %s%n", minutes, anything(random, farm, mux));
                    events++;
                    if (minutes < SETTLED_MINUTES) {
                        settled = Held.by(mux, folder);
                    }
                    TimeUnit.MILLISECONDS.sleep(EVERY_MS); // The pace of the story, not a wait for anything.
                }
                calm(farm, mux);
                Held after = Held.by(mux, folder);
                System.out.printf(
                        "SoakIT: %d events, %d segments, longest wait %.1f s, before %s, after %s%n",
                        events, audit.segments(), audit.longestWait(), before, after);

                // What an input showed while it was broken, or nobody read it, is missed; the slate is no input's.
                assertThat(audit.breaches())
                        .as(audit.report())
                        .allMatch(breach -> breach.startsWith("frames of no input")
                                || breach.startsWith("frames missing over a restart"));
                assertThat(after.descriptors()).as("descriptors").isLessThanOrEqualTo(before.descriptors() + 30);
                assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 20);
                assertThat(after.children()).as("children").isEqualTo(1);
                assertThat(after.files()).as("segment files").isLessThanOrEqualTo(10L * LIST_SIZE);
                if (MINUTES > SETTLED_MINUTES) {
                    assertThat(after.rssMb())
                            .as("memory, since %s", settled)
                            .isLessThanOrEqualTo(settled.rssMb() * 6 / 5);
                }
                try (var runs = Files.list(folder.resolve("runs"))) {
                    assertThat(runs.count()).as("folders of runs").isLessThanOrEqualTo(4);
                }
            }
        } finally {
            vertx.close().await();
        }
    }

    /** One thing happens; tells what. */
    private static String anything(Random random, Farm farm, MuxProcess mux) {
        String name = INPUTS.get(random.nextInt(INPUTS.size())).name();
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> {
                farm.move(name);
                return "move to " + name;
            }
            case 4, 5 -> {
                // One that renumbers is unfit for minutes, which is no state to measure calm in.
                Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
                farm.fault(name, fault);
                return name + ": " + fault;
            }
            case 6 -> {
                INPUTS.forEach(input -> farm.fault(input.name(), Fault.NONE));
                return "all inputs are well";
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

    /** All inputs are well, and one of them is on air, with nothing pending. */
    private static void calm(Farm farm, MuxProcess mux) {
        INPUTS.forEach(input -> farm.fault(input.name(), Fault.NONE));
        farm.move("one");
        await("calm")
                .atMost(MuxProcess.TIMEOUT)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> mux.onAir().equals("one")
                        && mux.stream().getJsonObject("next") == null
                        && mux.stream().getLong("slateSince") == null
                        && mux.children().size() == 1);
    }
}
