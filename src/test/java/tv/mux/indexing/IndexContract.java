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

/** The tests that every implementation of {@link SharedIndex} must pass. */
abstract class IndexContract {
    private static final long LIMIT_S = 20;

    private SharedIndex index;

    /** A new index without a stream. */
    abstract SharedIndex empty();

    @BeforeEach
    void setUp() {
        index = empty();
    }

    @Test
    void isEmptyBeforeTheFirstLeader() throws TimeoutException {
        assertThat(await(index.read())).isEmpty();
        refused(new IndexChange.RememberPlayhead(1, Sample.PLAYHEAD), "there is no stream yet");
        refused(new IndexChange.TrimSegments(1, 1), "there is no stream yet");
        assertThat(await(index.read())).isEmpty();
    }

    @Test
    void aNewStreamStartsAtTheEpochSecondAndTheHoursSince2025() throws TimeoutException {
        StreamIndex newStream = changed(Sample.takeLeadership("n1", Sample.NOW));
        assertThat(newStream.nextMsn()).isEqualTo(Sample.NOW / 1000);
        // 424 days and 12 hours.
        assertThat(newStream.discontinuity()).isEqualTo(424 * 24 + 12);
        assertThat(newStream.term()).isEqualTo(Sample.NOW);
        assertThat(newStream.nextDateMs()).isEqualTo(Sample.NOW);
        assertThat(newStream.shape()).isEqualTo(Sample.SHAPE);
        assertThat(newStream.segments()).isEmpty();
        assertThat(read()).isEqualTo(newStream);
    }

    @Test
    void aNewLeaderRaisesTheTermEvenIfTheClockWasSetBack() throws TimeoutException {
        StreamIndex first = changed(Sample.takeLeadership("n1", Sample.NOW));
        StreamIndex later = changed(Sample.takeLeadership("n2", Sample.NOW + 5000));
        StreamIndex last = changed(Sample.takeLeadership("n3", Sample.NOW - 3_600_000));
        assertThat(List.of(first.term(), later.term(), last.term()))
                .containsExactly(Sample.NOW, Sample.NOW + 5000, Sample.NOW + 5001);
        assertThat(last.node()).isEqualTo("n3");
        assertThat(last.nextMsn()).isEqualTo(first.nextMsn());
        assertThat(last.discontinuity()).isEqualTo(first.discontinuity());
    }

    @Test
    void aNewLeaderKeepsTheShapeOfTheStream() throws TimeoutException {
        changed(Sample.takeLeadership("n1", Sample.NOW));
        StreamIndex next =
                changed(new IndexChange.TakeLeadership("n2", Sample.NOW, new StreamShape("copy", 9, 5, 1), List.of()));
        assertThat(next.shape()).isEqualTo(Sample.SHAPE);
    }

    @Test
    void appendsTheNextSegment() throws TimeoutException {
        StreamIndex newStream = changed(Sample.takeLeadership("n1", Sample.NOW));
        IndexChange.AppendSegment change = Sample.append(newStream, "r1", 0);
        StreamIndex next = changed(change);
        assertThat(next.segments()).containsExactly(change.segment());
        assertThat(next.nextMsn()).isEqualTo(newStream.nextMsn() + 1);
        assertThat(next.nextDateMs()).isEqualTo(newStream.nextDateMs() + 4000);
        assertThat(next.timeLine()).isEqualTo(change.timeLine());
        assertThat(next.progress())
                .containsExactlyEntriesOf(java.util.Map.of(change.segment().head(), change.progress()));
        assertThat(read()).isEqualTo(next);
    }

    @Test
    void aLeaderWhoseTermIsOverIsRefused() throws TimeoutException {
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
    void refusesSegmentsThatAreNotTheNext() throws TimeoutException {
        StreamIndex one = changed(Sample.append(changed(Sample.takeLeadership("n1", Sample.NOW)), "r1", 0));
        StreamIndex two = changed(Sample.append(one, "r1", 1));
        refused(Sample.append(one, "r2", 0), "is not the next one");
        refused(Sample.append(Sample.after(two, "r3", 1), "r2", 0), "is not the next one");
        assertThat(read()).isEqualTo(two);
    }

    @Test
    void aRepeatedAppendHasNoEffect() throws TimeoutException {
        StreamIndex newStream = changed(Sample.takeLeadership("n1", Sample.NOW));
        IndexChange.AppendSegment change = Sample.append(newStream, "r1", 0);
        StreamIndex once = changed(change);
        assertThat(changed(change)).isEqualTo(once);
        assertThat(changed(Sample.append(once, "r1", 0))).isEqualTo(once);
        assertThat(read()).isEqualTo(once);
    }

    @Test
    void storesTheLastPlayhead() throws TimeoutException {
        StreamIndex newStream = changed(Sample.takeLeadership("n1", Sample.NOW));
        assertThat(newStream.playhead()).isNull();
        assertThat(changed(new IndexChange.RememberPlayhead(newStream.term(), Sample.PLAYHEAD))
                        .playhead())
                .isEqualTo(Sample.PLAYHEAD);
        assertThat(changed(Sample.append(read(), "r1", 0)).playhead()).isEqualTo(Sample.PLAYHEAD);
    }

    @Test
    void trimmingKeepsThePlaylist() throws TimeoutException {
        StreamIndex current = changed(Sample.takeLeadership("n1", Sample.NOW));
        long first = current.nextMsn();
        for (int ordinal = 0; ordinal < 6; ordinal++) {
            current = changed(Sample.append(current, "r1", ordinal));
        }
        current = changed(new IndexChange.MarkListed(current.term(), current.nextMsn()));
        StreamIndex trimmed = changed(new IndexChange.TrimSegments(current.term(), first + 1));
        assertThat(Sample.numbers(trimmed)).containsExactly(first + 2, first + 3, first + 4, first + 5);
        assertThat(trimmed.window()).isEqualTo(current.window());
        trimmed = changed(new IndexChange.TrimSegments(current.term(), Long.MAX_VALUE));
        assertThat(Sample.numbers(trimmed)).containsExactly(first + 3, first + 4, first + 5);
        assertThat(trimmed.nextMsn()).isEqualTo(current.nextMsn());
        assertThat(trimmed.timeLine()).isEqualTo(current.timeLine());
        assertThat(read()).isEqualTo(trimmed);
    }

    @Test
    void aNewerIndexOfAnotherNodeIsContinued() throws TimeoutException {
        StreamIndex current = changed(Sample.takeLeadership("n1", Sample.NOW));
        StreamIndex ahead = Sample.after(current, "r1", 2);
        StreamIndex next = changed(new IndexChange.TakeLeadership("n1", Sample.NOW + 10, Sample.SHAPE, List.of(ahead)));
        assertThat(next.segments()).isEqualTo(ahead.segments());
        assertThat(next.nextMsn()).isEqualTo(ahead.nextMsn());
        assertThat(next.term()).isEqualTo(Sample.NOW + 10);
        StreamIndex behind =
                changed(new IndexChange.TakeLeadership("n1", Sample.NOW + 20, Sample.SHAPE, List.of(current)));
        assertThat(behind.segments()).isEqualTo(ahead.segments());
    }

    @Test
    void withoutAnIndexTheStoredIndexIsContinued() throws TimeoutException {
        StreamIndex stored =
                Sample.after(Sample.takeLeadership("n0", Sample.NOW).applyTo(null), "r1", 4);
        StreamIndex next = changed(new IndexChange.TakeLeadership("n1", Sample.NOW - 1, Sample.SHAPE, List.of(stored)));
        assertThat(next.nextMsn()).isEqualTo(stored.nextMsn());
        assertThat(next.segments()).isEqualTo(stored.segments());
        assertThat(next.timeLine()).isEqualTo(stored.timeLine());
        assertThat(next.term()).isEqualTo(Sample.NOW + 1);
    }

    @Test
    void ofConcurrentAppendsOneSucceeds() throws Exception {
        StreamIndex newStream = changed(Sample.takeLeadership("n1", Sample.NOW));
        int appends = 16;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Future<StreamIndex>>> attempts = new ArrayList<>();
            for (int i = 0; i < appends; i++) {
                IndexChange change = Sample.append(newStream, "r" + i, 0);
                attempts.add(() -> index.change(change));
            }
            int succeeded = 0;
            for (java.util.concurrent.Future<Future<StreamIndex>> attempt :
                    threads.invokeAll(attempts, LIMIT_S, TimeUnit.SECONDS)) {
                succeeded +=
                        await(attempt.get().transform(result -> Future.succeededFuture(result.succeeded() ? 1 : 0)));
            }
            assertThat(succeeded).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(Sample.numbers(read())).containsExactly(newStream.nextMsn());
        StreamIndex current = read();
        for (int i = 0; i < 20; i++) {
            current = changed(Sample.append(current, "next", i));
        }
        assertThat(Sample.numbers(current))
                .containsExactlyElementsOf(LongStream.range(newStream.nextMsn(), newStream.nextMsn() + 21)
                        .boxed()
                        .toList());
    }

    private StreamIndex read() throws TimeoutException {
        return await(index.read()).orElseThrow();
    }

    private StreamIndex changed(IndexChange change) throws TimeoutException {
        return await(index.change(change));
    }

    private void refused(IndexChange change, String reason) {
        assertThatThrownBy(() -> changed(change))
                .isInstanceOf(RefusedChangeException.class)
                .hasMessageStartingWith("refused: ")
                .hasMessageContaining(reason);
    }

    private static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(LIMIT_S, TimeUnit.SECONDS);
    }
}
