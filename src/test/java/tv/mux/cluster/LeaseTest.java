package tv.mux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When a node may lead, and when it must not any more. */
class LeaseTest {
    private static final long VALID = Lease.VALID.toMillis();
    private static final LeaseRecord HELD = new LeaseRecord("other", 7);

    private final Lease lease = new Lease(false, 0);

    @Test
    void whatNobodyHoldsIsTakenAtOnce() {
        assertThat(lease.acquirable(0, false, true)).contains(LeaseRecord.FREE);
        lease.acquired(LeaseRecord.FREE.heldBy("me"), 0);
        assertThat(lease.leads()).isTrue();
        assertThat(lease.acquirable(10, true, true)).isEmpty();
    }

    @Test
    void whatMovesIsLeftAlone() {
        for (long now = 0; now < 10 * VALID; now += 500) {
            lease.seen(new LeaseRecord("other", now), now);
            assertThat(lease.acquirable(now, true, true)).isEmpty();
        }
    }

    @Test
    void whatDoesNotMoveForThreeSecondsIsTaken() {
        lease.seen(HELD, 1_000);
        lease.seen(HELD, 1_000 + VALID - 1);
        assertThat(lease.acquirable(1_000 + VALID - 1, true, true)).isEmpty();
        assertThat(lease.acquirable(1_000 + VALID, true, true)).contains(HELD);
    }

    @Test
    void whatItsHolderLeftBehindIsTakenAtOnce() {
        lease.seen(HELD, 1_000);
        assertThat(lease.acquirable(1_001, false, true)).contains(HELD);
    }

    @Test
    void aMinorityTakesNothing() {
        assertThat(lease.acquirable(0, false, false)).isEmpty();
        lease.seen(HELD, 0);
        assertThat(lease.acquirable(10 * VALID, false, false)).isEmpty();
    }

    @Test
    void oneThatWasPausedLooksAnewBeforeItStands() {
        lease.seen(HELD, 0);
        lease.paused(60_000);
        assertThat(lease.acquirable(60_001, true, true)).isEmpty();
        assertThat(lease.acquirable(60_000 + VALID, true, true)).contains(HELD);
    }

    @Test
    void aHolderThatCouldNotRenewLeadsNoMore() {
        lease.acquired(new LeaseRecord("me", 1), 100);
        lease.renewed(new LeaseRecord("me", 2), 600);
        assertThat(lease.expired(600 + VALID - 1, true)).isEmpty();
        assertThat(lease.expired(600 + VALID, true))
                .hasValueSatisfying(why -> assertThat(why).contains("3000 ms"));
    }

    @Test
    void itCountsFromWhenItWasAskedNotFromTheAnswer() {
        lease.acquired(new LeaseRecord("me", 1), 0);
        lease.renewed(new LeaseRecord("me", 3), 2_000);
        // An earlier question is answered later.
        lease.renewed(new LeaseRecord("me", 2), 500);
        assertThat(lease.expired(2_000 + VALID - 1, true)).isEmpty();
        assertThat(lease.expired(2_000 + VALID, true)).isPresent();
    }

    @Test
    void itsTimeIsOverThreeSecondsAfterItAskedLast() {
        assertThat(lease.validUntil()).isEqualTo(Long.MIN_VALUE);
        lease.acquired(new LeaseRecord("me", 1), 100);
        assertThat(lease.validUntil()).isEqualTo(100 + VALID);
        lease.renewed(new LeaseRecord("me", 2), 600);
        assertThat(lease.validUntil()).isEqualTo(600 + VALID);
        lease.lost(700, Lease.COOL_DOWN);
        assertThat(lease.validUntil()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void ofTwoHalvesTheOneWithAHolderHasIt() {
        LeaseRecord givenBack = new LeaseRecord("", 99);
        LeaseRecord later = new LeaseRecord("third", 8);
        assertThat(HELD.merge(givenBack)).isEqualTo(HELD);
        assertThat(givenBack.merge(HELD)).isEqualTo(HELD);
        assertThat(HELD.merge(later)).isEqualTo(later);
        assertThat(later.merge(HELD)).isEqualTo(later);
        assertThat(LeaseRecord.FREE.merge(givenBack)).isEqualTo(givenBack);
    }

    @Test
    void aHolderInTheMinorityLeadsNoMore() {
        lease.acquired(new LeaseRecord("me", 1), 0);
        assertThat(lease.expired(1, false)).isPresent();
    }

    @Test
    void oneThatLostItCoolsDown() {
        lease.acquired(new LeaseRecord("me", 1), 0);
        lease.lost(5_000, Lease.COOL_DOWN);
        assertThat(lease.leads()).isFalse();
        long again = 5_000 + Lease.COOL_DOWN.toMillis();
        assertThat(lease.acquirable(again - 1, false, true)).isEmpty();
        assertThat(lease.acquirable(again, false, true)).isPresent();
    }

    @Test
    void oneThatIsAloneKeepsWhatNobodyCanTake() {
        Lease alone = new Lease(true, 0);
        alone.acquired(new LeaseRecord("me", 1), 0);
        assertThat(alone.expired(10 * VALID, true)).isEmpty();
        assertThat(alone.validUntil()).isEqualTo(Long.MAX_VALUE);
    }

    /** Nodes with clocks of their own, pauses and lost answers: two never lead at the same time. */
    @Test
    void twoNeverLeadAtOnce() {
        for (long seed = 0; seed < 300; seed++) {
            new Race(new Random(seed)).run();
        }
    }

    /** Three nodes and the one record they share, in simulated time. */
    private static final class Race {
        private final Random random;
        private final List<Contender> all = new ArrayList<>();
        private LeaseRecord shared = LeaseRecord.FREE;
        private int changes;

        Race(Random random) {
            this.random = random;
            for (String name : List.of("a", "b", "c")) {
                all.add(new Contender(name, random.nextLong(1_000_000)));
            }
        }

        void run() {
            for (long now = 0; now < 120_000; now += 50) {
                for (Contender one : all) {
                    one.step(now);
                }
                long at = now;
                assertThat(all.stream().filter(one -> one.acts(at)).count())
                        .as("at " + now)
                        .isLessThanOrEqualTo(1);
            }
            assertThat(changes).isPositive();
        }

        private final class Contender {
            private final String name;
            private final long ahead;
            private final Lease lease;
            private long pausedUntil;
            private long askedAt = -10_000;

            Contender(String name, long ahead) {
                this.name = name;
                this.ahead = ahead;
                this.lease = new Lease(false, ahead);
            }

            /** One that is paused does nothing, whatever it believes. */
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
                long mine = now + ahead;
                lease.expired(mine, true).ifPresent(why -> lease.lost(mine, Duration.ofSeconds(12)));
                if (now - askedAt < Lease.RENEW.toMillis()) {
                    return;
                }
                askedAt = now;
                boolean lost = random.nextInt(5) == 0;
                if (lease.leads()) {
                    if (shared.holder().equals(name)) {
                        shared = shared.heldBy(name);
                        if (!lost) {
                            lease.renewed(shared, mine);
                        }
                    }
                } else {
                    lease.seen(shared, mine);
                    lease.acquirable(mine, true, true)
                            .filter(seen -> seen.equals(shared))
                            .ifPresent(seen -> {
                                shared = shared.heldBy(name);
                                changes++;
                                lease.acquired(shared, mine);
                            });
                }
            }
        }
    }
}
