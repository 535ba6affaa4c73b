package tv.mux.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Spec;
import tv.mux.harness.Cluster;
import tv.mux.harness.Listed;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.SteppedClock;
import tv.mux.harness.Waits;

/** The clock of the host is set by an hour, either way: nobody who plays the output sees it. */
@Order(3)
class ClockIT {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private Vertx vertx;
    private Farm farm;
    private SteppedClock clock;

    @BeforeEach
    void start() throws Exception {
        Optional<SteppedClock> made = SteppedClock.create(folder);
        System.out.println("ClockIT: a clock of its own can" + (made.isPresent() ? "" : "not (no tcc and no cc)")
                + " be made here");
        assumeTrue(made.isPresent());
        clock = made.orElseThrow();
        vertx = Vertx.vertx();
        farm = Farm.start(
                vertx,
                // Listed for longer than a busy machine takes to start a Mux.
                Spec.of("one", 320, 180, 25).withSegments(1, 1).withWindow(60),
                Spec.of("two", 320, 180, 30).withSegments(1, 1));
        farm.move("one");
    }

    @AfterEach
    void stop() throws Exception {
        if (farm != null) {
            farm.close();
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void theOutputDoesNotGoByTheClock() throws Exception {
        Map<String, String> settings = MuxProcess.settings(folder.resolve("output"), farm.apiUrl());
        settings.put("HLS_SEGMENT_TIME", "2");
        List<Listed> before;
        try (MuxProcess mux = MuxProcess.startWith(clock.launcher(), settings).awaitSegment();
                HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
            Waits.awaitSegments(audit, 3);
            clock.set(HOUR);
            assertThat(Instant.parse(mux.status().getString("now")))
                    .isAfter(Instant.now().plus(HOUR.dividedBy(2)));
            goesOn("two", mux, audit);
            clock.set(HOUR.negated()); // by two hours at once
            goesOn("one", mux, audit);
            assertThat(mux.stream().getLong("driftMs")).isBetween(-3_000L, 3_000L);
            assertThat(audit.breaches()).as(audit.report()).isEmpty();
            before = Listed.in(mux);
            MuxProcess.signal(mux.pid(), "KILL");
            mux.awaitExit(MuxProcess.TIMEOUT);
        }
        // Its next number, and its next term, are no earlier ones, though the clock says so.
        try (MuxProcess mux = MuxProcess.startWith(clock.launcher(), settings).awaitSegment()) {
            assertThat(Listed.in(mux)).startsWith(before.toArray(Listed[]::new));
            // The audit begins with the first new segment: how long the start takes is not its matter.
            mux.awaitListed(before.get(before.size() - 1).msn() + 2);
            try (HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                Waits.awaitSegments(audit, before.size() + 3);
                assertThat(audit.breaches()).as(audit.report()).isEmpty();
                System.out.print("ClockIT: " + audit.report());
            }
        }
    }

    /** Each muxer has a clock of its own; it is the leader's that is set. */
    @Test
    void norDoesTheCluster() throws Exception {
        try (Cluster cluster = new Cluster(folder, farm.apiUrl(), 2, 1)) {
            Map<String, SteppedClock> clocks = new HashMap<>();
            for (String muxer : List.of("m1", "m2")) {
                clocks.put(
                        muxer,
                        SteppedClock.create(Files.createDirectories(folder.resolve("clock-" + muxer)))
                                .orElseThrow());
                cluster.launchWith(clocks.get(muxer).launcher(), muxer);
            }
            cluster.startAll();
            cluster.node("e1").awaitSegment();
            cluster.node("m1").awaitSegment();
            cluster.node("m2").awaitSegment();
            String leader = cluster.awaitLeader();
            SteppedClock leaders = clocks.get(leader);
            int told = cluster.node(leader).lines().size();
            try (HlsAudit audit = HlsAudit.watch(cluster.node("e1").playlist(), farm.book())) {
                cluster.awaitSegments("e1", 1);
                leaders.set(HOUR);
                cluster.awaitSegments("e1", 5);
                leaders.set(HOUR.negated());
                cluster.awaitSegments("e1", 5);
                assertThat(cluster.isLeader(leader)).as("nobody was missed").isTrue();
                List<String> lines = cluster.node(leader).lines();
                assertThat(lines.subList(told, lines.size()))
                        .noneMatch(line -> line.contains("is no longer the leader"));
                cluster.awaitSamePlaylist("m1", "m2", "e1");
                cluster.kill(leader);
                cluster.awaitLeader(leader);
                cluster.awaitSegments("e1", 3);
                assertThat(audit.breaches()).as(audit.report()).isEmpty();
                System.out.print("ClockIT cluster: " + audit.report());
            }
        }
    }

    /** On it goes, to another input too. */
    private void goesOn(String to, MuxProcess mux, HlsAudit audit) {
        Waits.awaitSegments(audit, audit.segments() + 3);
        farm.move(to);
        mux.awaitOnAir(to);
        Waits.awaitSegments(audit, audit.segments() + 3);
    }
}
