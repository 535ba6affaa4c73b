package tv.mux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final long VALID = Lease.VALID.toMillis();
    private static final LeaseRecord HELD = new LeaseRecord("other", 7);

    private final Lease lease = new Lease(false, 0);

    @Test
    void aFreeLeaseIsAcquiredAtOnce() {
        assertThat(lease.acquirable(0, false, true)).contains(LeaseRecord.FREE);
        lease.acquired(LeaseRecord.FREE.heldBy("me"), 0);
        assertThat(lease.leads()).isTrue();
        assertThat(lease.acquirable(10, true, true)).isEmpty();
    }

    @Test
    void aLeaseThatIsRenewedIsNotAcquired() {
        for (long now = 0; now < 10 * VALID; now += 500) {
            lease.seen(new LeaseRecord("other", now), now);
            assertThat(lease.acquirable(now, true, true)).isEmpty();
        }
    }

    @Test
    void aLeaseThatIsNotRenewedForThreeSecondsIsAcquired() {
        lease.seen(HELD, 1_000);
        lease.seen(HELD, 1_000 + VALID - 1);
        assertThat(lease.acquirable(1_000 + VALID - 1, true, true)).isEmpty();
        assertThat(lease.acquirable(1_000 + VALID, true, true)).contains(HELD);
    }

    @Test
    void theLeaseOfANodeThatLeftTheClusterIsAcquiredAtOnce() {
        lease.seen(HELD, 1_000);
        assertThat(lease.acquirable(1_001, false, true)).contains(HELD);
    }

    @Test
    void aNodeInAMinorityNeverAcquiresTheLease() {
        assertThat(lease.acquirable(0, false, false)).isEmpty();
        lease.seen(HELD, 0);
        assertThat(lease.acquirable(10 * VALID, false, false)).isEmpty();
    }

    @Test
    void aNodeThatWasPausedWatchesTheLeaseAgainBeforeItAcquires() {
        lease.seen(HELD, 0);
        lease.paused(60_000);
        assertThat(lease.acquirable(60_001, true, true)).isEmpty();
        assertThat(lease.acquirable(60_000 + VALID, true, true)).contains(HELD);
    }

    @Test
    void aLeaderThatCannotRenewForThreeSecondsStepsDown() {
        lease.acquired(new LeaseRecord("me", 1), 100);
        lease.renewed(new LeaseRecord("me", 2), 600);
        assertThat(lease.expired(600 + VALID - 1, true)).isEmpty();
        assertThat(lease.expired(600 + VALID, true))
                .hasValueSatisfying(reason -> assertThat(reason).contains("3000 ms"));
    }

    @Test
    void validityStartsWhenARenewalIsRequestedNotWhenItIsConfirmed() {
        lease.acquired(new LeaseRecord("me", 1), 0);
        lease.renewed(new LeaseRecord("me", 3), 2_000);
        // The response to an earlier request arrives late.
        lease.renewed(new LeaseRecord("me", 2), 500);
        assertThat(lease.expired(2_000 + VALID - 1, true)).isEmpty();
        assertThat(lease.expired(2_000 + VALID, true)).isPresent();
    }

    @Test
    void theDeadlineIsThreeSecondsAfterTheLastRequest() {
        assertThat(lease.validUntil()).isEqualTo(Long.MIN_VALUE);
        lease.acquired(new LeaseRecord("me", 1), 100);
        assertThat(lease.validUntil()).isEqualTo(100 + VALID);
        lease.renewed(new LeaseRecord("me", 2), 600);
        assertThat(lease.validUntil()).isEqualTo(600 + VALID);
        lease.lost(700, Lease.COOL_DOWN);
        assertThat(lease.validUntil()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void mergePrefersAHeldLeaseAndThenTheHigherCount() {
        LeaseRecord free = new LeaseRecord("", 99);
        LeaseRecord newer = new LeaseRecord("third", 8);
        assertThat(HELD.merge(free)).isEqualTo(HELD);
        assertThat(free.merge(HELD)).isEqualTo(HELD);
        assertThat(HELD.merge(newer)).isEqualTo(newer);
        assertThat(newer.merge(HELD)).isEqualTo(newer);
        assertThat(LeaseRecord.FREE.merge(free)).isEqualTo(free);
    }

    @Test
    void aLeaderInAMinorityStepsDown() {
        lease.acquired(new LeaseRecord("me", 1), 0);
        assertThat(lease.expired(1, false)).isPresent();
    }

    @Test
    void aNodeThatLostTheLeaseWaitsForTheCoolDown() {
        lease.acquired(new LeaseRecord("me", 1), 0);
        lease.lost(5_000, Lease.COOL_DOWN);
        assertThat(lease.leads()).isFalse();
        long acquirableFrom = 5_000 + Lease.COOL_DOWN.toMillis();
        assertThat(lease.acquirable(acquirableFrom - 1, false, true)).isEmpty();
        assertThat(lease.acquirable(acquirableFrom, false, true)).isPresent();
    }

    @Test
    void theLeaseOfANodeWithoutAClusterNeverExpires() {
        Lease alone = new Lease(true, 0);
        alone.acquired(new LeaseRecord("me", 1), 0);
        assertThat(alone.expired(10 * VALID, true)).isEmpty();
        assertThat(alone.validUntil()).isEqualTo(Long.MAX_VALUE);
    }

    /** Simulates nodes with different clocks, pauses and lost responses. */
    @Test
    void twoNodesAreNeverLeaderAtTheSameTime() {
        for (long seed = 0; seed < 300; seed++) {
            new Simulation(new Random(seed)).run();
        }
    }

    /** Three nodes that share one lease, in simulated time. */
    private static final class Simulation {
        private final Random random;
        private final List<Node> nodes = new ArrayList<>();
        private LeaseRecord shared = LeaseRecord.FREE;
        private int leaderChanges;

        Simulation(Random random) {
            this.random = random;
            for (String name : List.of("a", "b", "c")) {
                nodes.add(new Node(name, random.nextLong(1_000_000)));
            }
        }

        void run() {
            for (long now = 0; now < 120_000; now += 50) {
                for (Node node : nodes) {
                    node.step(now);
                }
                long at = now;
                assertThat(nodes.stream().filter(node -> node.acts(at)).count())
                        .as("at " + now)
                        .isLessThanOrEqualTo(1);
            }
            assertThat(leaderChanges).isPositive();
        }

        private final class Node {
            private final String name;
            private final long clockOffset;
            private final Lease lease;
            private long pausedUntil;
            private long requestedAt = -10_000;

            Node(String name, long clockOffset) {
                this.name = name;
                this.clockOffset = clockOffset;
                this.lease = new Lease(false, clockOffset);
            }

            /** Whether the node acts as the leader. A paused node does not act. */
            boolean acts(long now) {
                return lease.leads() && now >= pausedUntil;
            }

            void step(long now) {
                if (now < pausedUntil) {
                    return;
                }
                if (random.nextInt(400) == 0) {
                    pausedUntil = now + random.nextInt(8_000);
                    return;
                }
                long localTime = now + clockOffset;
                lease.expired(localTime, true).ifPresent(reason -> lease.lost(localTime, Duration.ofSeconds(12)));
                if (now - requestedAt < Lease.RENEW.toMillis()) {
                    return;
                }
                requestedAt = now;
                boolean responseLost = random.nextInt(5) == 0;
                if (lease.leads()) {
                    if (shared.holder().equals(name)) {
                        shared = shared.heldBy(name);
                        if (!responseLost) {
                            lease.renewed(shared, localTime);
                        }
                    }
                } else {
                    lease.seen(shared, localTime);
                    lease.acquirable(localTime, true, true)
                            .filter(seen -> seen.equals(shared))
                            .ifPresent(seen -> {
                                shared = shared.heldBy(name);
                                leaderChanges++;
                                lease.acquired(shared, localTime);
                            });
                }
            }
        }
    }
}
