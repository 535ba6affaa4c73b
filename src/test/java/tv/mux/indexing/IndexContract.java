package tv.mux.indexing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tv.mux.index.IndexChange;
import tv.mux.index.RefusedChangeException;
import tv.mux.index.StreamIndex;
import tv.mux.index.StreamShape;

/** What every log holds to, wherever its entry lives. */
abstract class IndexContract {
    private static final long LIMIT_S = 20;

    private SharedIndex log;

    /** A log in which nothing was ever written. */
    abstract SharedIndex empty();

    @BeforeEach
    void begin() {
        log = empty();
    }

    @Test
    void knowsNothingBeforeTheBirth() throws TimeoutException {
        assertThat(await(log.read())).isEmpty();
        refused(new IndexChange.RememberPlayhead(1, Sample.PLAYHEAD), "there is no stream yet");
        refused(new IndexChange.TrimSegments(1, 1), "there is no stream yet");
        assertThat(await(log.read())).isEmpty();
    }

    @Test
    void isBornAtTheEpochSecondAndTheHoursSince2025() throws TimeoutException {
        StreamIndex born = changed(Sample.takeLeadership("n1", Sample.NOW));
        assertThat(born.nextMsn()).isEqualTo(Sample.NOW / 1000);
        // 424 days and 12 hours.
        assertThat(born.discontinuity()).isEqualTo(424 * 24 + 12);
        assertThat(born.term()).isEqualTo(Sample.NOW);
        assertThat(born.nextDateMs()).isEqualTo(Sample.NOW);
        assertThat(born.shape()).isEqualTo(Sample.SHAPE);
        assertThat(born.segments()).isEmpty();
        assertThat(read()).isEqualTo(born);
    }

    @Test
    void officeRaisesTheTermAlsoWhenTheClockWentBack() throws TimeoutException {
        StreamIndex first = changed(Sample.takeLeadership("n1", Sample.NOW));
        StreamIndex later = changed(Sample.takeLeadership("n2", Sample.NOW + 5000));
        StreamIndex back = changed(Sample.takeLeadership("n3", Sample.NOW - 3_600_000));
        assertThat(List.of(first.term(), later.term(), back.term()))
                .containsExactly(Sample.NOW, Sample.NOW + 5000, Sample.NOW + 5001);
        assertThat(back.node()).isEqualTo("n3");
        assertThat(back.nextMsn()).isEqualTo(first.nextMsn());
        assertThat(back.discontinuity()).isEqualTo(first.discontinuity());
    }

    @Test
    void aLaterLeaderKeepsTheShapeOfTheBirth() throws TimeoutException {
        changed(Sample.takeLeadership("n1", Sample.NOW));
        StreamIndex next =
                changed(new IndexChange.TakeLeadership("n2", Sample.NOW, new StreamShape("copy", 9, 5, 1), List.of()));
        assertThat(next.shape()).isEqualTo(Sample.SHAPE);
    }

    @Test
    void appendsTheNextNumber() throws TimeoutException {
        StreamIndex born = changed(Sample.takeLeadership("n1", Sample.NOW));
        IndexChange.AppendSegment change = Sample.append(born, "r1", 0);
        StreamIndex next = changed(change);
        assertThat(next.segments()).containsExactly(change.segment());
        assertThat(next.nextMsn()).isEqualTo(born.nextMsn() + 1);
        assertThat(next.nextDateMs()).isEqualTo(born.nextDateMs() + 4000);
        assertThat(next.timeLine()).isEqualTo(change.timeLine());
        assertThat(next.progress())
                .containsExactlyEntriesOf(java.util.Map.of(change.segment().head(), change.progress()));
        assertThat(read()).isEqualTo(next);
    }

    @Test
    void aTermThatIsOverChangesNothing() throws TimeoutException {
        StreamIndex old = changed(Sample.takeLeadership("n1", Sample.NOW));
        old = changed(Sample.append(old, "r1", 0));
        StreamIndex now = changed(Sample.takeLeadership("n2", Sample.NOW));
        refused(Sample.append(old, "r1", 1), "term " + old.term() + " is over");
        refused(Sample.append(old, "r1", 0), "of n2");
        refused(new IndexChange.RememberPlayhead(old.term(), Sample.PLAYHEAD), "is over");
        refused(new IndexChange.TrimSegments(old.term(), Long.MAX_VALUE), "is over");
        assertThat(read()).isEqualTo(now);
    }

    @Test
    void refusesAnyNumberButTheNext() throws TimeoutException {
        StreamIndex one = changed(Sample.append(changed(Sample.takeLeadership("n1", Sample.NOW)), "r1", 0));
        StreamIndex two = changed(Sample.append(one, "r1", 1));
        refused(Sample.append(one, "r2", 0), "is not the next one");
        refused(Sample.append(Sample.after(two, "r3", 1), "r2", 0), "is not the next one");
        assertThat(read()).isEqualTo(two);
    }

    @Test
    void anAppendThatIsRepeatedIsMadeOnce() throws TimeoutException {
        StreamIndex born = changed(Sample.takeLeadership("n1", Sample.NOW));
        IndexChange.AppendSegment change = Sample.append(born, "r1", 0);
        StreamIndex once = changed(change);
        assertThat(changed(change)).isEqualTo(once);
        assertThat(changed(Sample.append(once, "r1", 0))).isEqualTo(once);
        assertThat(read()).isEqualTo(once);
    }

    @Test
    void remembersTheScheduler() throws TimeoutException {
        StreamIndex born = changed(Sample.takeLeadership("n1", Sample.NOW));
        assertThat(born.playhead()).isNull();
        assertThat(changed(new IndexChange.RememberPlayhead(born.term(), Sample.PLAYHEAD))
                        .playhead())
                .isEqualTo(Sample.PLAYHEAD);
        assertThat(changed(Sample.append(read(), "r1", 0)).playhead()).isEqualTo(Sample.PLAYHEAD);
    }

    @Test
    void trimmingNeverTouchesTheWindow() throws TimeoutException {
        StreamIndex entry = changed(Sample.takeLeadership("n1", Sample.NOW));
        long first = entry.nextMsn();
        for (int ordinal = 0; ordinal < 6; ordinal++) {
            entry = changed(Sample.append(entry, "r1", ordinal));
        }
        entry = changed(new IndexChange.MarkListed(entry.term(), entry.nextMsn()));
        StreamIndex trimmed = changed(new IndexChange.TrimSegments(entry.term(), first + 1));
        assertThat(Sample.numbers(trimmed)).containsExactly(first + 2, first + 3, first + 4, first + 5);
        assertThat(trimmed.window()).isEqualTo(entry.window());
        trimmed = changed(new IndexChange.TrimSegments(entry.term(), Long.MAX_VALUE));
        assertThat(Sample.numbers(trimmed)).containsExactly(first + 3, first + 4, first + 5);
        assertThat(trimmed.nextMsn()).isEqualTo(entry.nextMsn());
        assertThat(trimmed.timeLine()).isEqualTo(entry.timeLine());
        assertThat(read()).isEqualTo(trimmed);
    }

    @Test
    void takesWhatWasKeptWhereThatIsAhead() throws TimeoutException {
        StreamIndex entry = changed(Sample.takeLeadership("n1", Sample.NOW));
        StreamIndex ahead = Sample.after(entry, "r1", 2);
        StreamIndex taken =
                changed(new IndexChange.TakeLeadership("n1", Sample.NOW + 10, Sample.SHAPE, List.of(ahead)));
        assertThat(taken.segments()).isEqualTo(ahead.segments());
        assertThat(taken.nextMsn()).isEqualTo(ahead.nextMsn());
        assertThat(taken.term()).isEqualTo(Sample.NOW + 10);
        StreamIndex behind =
                changed(new IndexChange.TakeLeadership("n1", Sample.NOW + 20, Sample.SHAPE, List.of(entry)));
        assertThat(behind.segments()).isEqualTo(ahead.segments());
    }

    @Test
    void goesOnFromWhatWasKeptWhereNothingElseIsKnown() throws TimeoutException {
        StreamIndex kept = Sample.after(Sample.takeLeadership("n0", Sample.NOW).applyTo(null), "r1", 4);
        StreamIndex taken = changed(new IndexChange.TakeLeadership("n1", Sample.NOW - 1, Sample.SHAPE, List.of(kept)));
        assertThat(taken.nextMsn()).isEqualTo(kept.nextMsn());
        assertThat(taken.segments()).isEqualTo(kept.segments());
        assertThat(taken.timeLine()).isEqualTo(kept.timeLine());
        assertThat(taken.term()).isEqualTo(Sample.NOW + 1);
    }

    @Test
    void ofManyWhoWantANumberOneGetsIt() throws Exception {
        StreamIndex born = changed(Sample.takeLeadership("n1", Sample.NOW));
        int many = 16;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Future<StreamIndex>>> tries = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                IndexChange change = Sample.append(born, "r" + i, 0);
                tries.add(() -> log.change(change));
            }
            int made = 0;
            for (java.util.concurrent.Future<Future<StreamIndex>> tried :
                    threads.invokeAll(tries, LIMIT_S, TimeUnit.SECONDS)) {
                made += await(tried.get().transform(result -> Future.succeededFuture(result.succeeded() ? 1 : 0)));
            }
            assertThat(made).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(Sample.numbers(read())).containsExactly(born.nextMsn());
        StreamIndex entry = read();
        for (int i = 0; i < 20; i++) {
            entry = changed(Sample.append(entry, "next", i));
        }
        assertThat(Sample.numbers(entry))
                .containsExactlyElementsOf(LongStream.range(born.nextMsn(), born.nextMsn() + 21)
                        .boxed()
                        .toList());
    }

    private StreamIndex read() throws TimeoutException {
        return await(log.read()).orElseThrow();
    }

    private StreamIndex changed(IndexChange change) throws TimeoutException {
        return await(log.change(change));
    }

    private void refused(IndexChange change, String why) {
        assertThatThrownBy(() -> changed(change))
                .isInstanceOf(RefusedChangeException.class)
                .hasMessageStartingWith("refused: ")
                .hasMessageContaining(why);
    }

    private static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(LIMIT_S, TimeUnit.SECONDS);
    }
}
