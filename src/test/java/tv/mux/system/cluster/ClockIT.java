package tv.mux.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.demo.Spec;
import tv.mux.harness.Cluster;
import tv.mux.harness.Listed;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.SteppedClock;
import tv.mux.harness.Waits;

/** The clock of a machine is set forward and back by an hour. The output does not change. */
@Order(3)
@ExtendWith(VertxExtension.class)
class ClockIT {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private Farm farm;
    private SteppedClock clock;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        Optional<SteppedClock> supported = SteppedClock.create(folder);
        System.out.println("ClockIT: "
                + (supported.isPresent() ? "runs with its own clock" : "skipped, because tcc and cc are missing"));
        assumeTrue(supported.isPresent());
        clock = supported.orElseThrow();
        farm = Farm.start(
                vertx,
                // The playlist lists segments for longer than Mux needs to start on a busy machine.
                Spec.of("one", 320, 180, 25).withSegments(1, 1).withWindow(60),
                Spec.of("two", 320, 180, 30).withSegments(1, 1));
        farm.move("one");
    }

    @AfterEach
    void stop() {
        if (farm != null) {
            farm.close();
        }
    }

    @Test
    void aClockThatIsSetDoesNotChangeTheOutputOfOneNode() throws Exception {
        Map<String, String> settings = MuxProcess.settings(folder.resolve("output"), farm.apiUrl());
        settings.put("HLS_SEGMENT_TIME", "2");
        List<Listed> before;
        try (MuxProcess mux = MuxProcess.startWith(clock.launcher(), settings).awaitSegment();
                HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
            Waits.awaitSegments(audit, 3);
            clock.set(HOUR);
            assertThat(Instant.parse(mux.status().getString("now")))
                    .isAfter(Instant.now().plus(HOUR.dividedBy(2)));
            assertOutputContinues("two", mux, audit);
            clock.set(HOUR.negated()); // two hours back at once
            assertOutputContinues("one", mux, audit);
            assertThat(mux.stream().getLong("driftMs")).isBetween(-3_000L, 3_000L);
            assertThat(audit.breaches()).as(audit.report()).isEmpty();
            before = Listed.in(mux);
            MuxProcess.signal(mux.pid(), "KILL");
            mux.awaitExit(MuxProcess.TIMEOUT);
        }
        // After a restart, the sequence number and the term increase although the clock went back.
        try (MuxProcess mux = MuxProcess.startWith(clock.launcher(), settings).awaitSegment()) {
            assertThat(Listed.in(mux)).startsWith(before.toArray(Listed[]::new));
            // Start the audit at the first new segment, so that the time of the restart is not a breach.
            mux.awaitListed(before.get(before.size() - 1).msn() + 2);
            try (HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                Waits.awaitSegments(audit, before.size() + 3);
                assertThat(audit.breaches()).as(audit.report()).isEmpty();
                System.out.print("ClockIT: " + audit.report());
            }
        }
    }

    /** Each muxer has its own clock. The test sets the clock of the leader. */
    @Test
    void aClockThatIsSetOnTheLeaderDoesNotChangeTheOutputOfACluster() throws Exception {
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
            SteppedClock leaderClock = clocks.get(leader);
            int linesBefore = cluster.node(leader).lines().size();
            try (HlsAudit audit = HlsAudit.watch(cluster.node("e1").playlist(), farm.book())) {
                cluster.awaitSegments("e1", 1);
                leaderClock.set(HOUR);
                cluster.awaitSegments("e1", 5);
                leaderClock.set(HOUR.negated());
                cluster.awaitSegments("e1", 5);
                assertThat(cluster.isLeader(leader))
                        .as("the leader is still the leader")
                        .isTrue();
                List<String> lines = cluster.node(leader).lines();
                assertThat(lines.subList(linesBefore, lines.size()))
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

    /** Waits for new segments, switches the input, and waits for new segments again. */
    private void assertOutputContinues(String input, MuxProcess mux, HlsAudit audit) {
        Waits.awaitSegments(audit, audit.segments() + 3);
        farm.move(input);
        mux.awaitOnAir(input);
        Waits.awaitSegments(audit, audit.segments() + 3);
    }
}
