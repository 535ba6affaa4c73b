package tv.mux.indexing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Acknowledged;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.bus.PermanentFailure;
import tv.mux.files.PrivateFiles;
import tv.mux.index.IndexChange;
import tv.mux.index.RefusedChangeException;
import tv.mux.index.StreamIndex;
import tv.mux.index.StreamShape;
import tv.mux.index.TimelineRebase;
import tv.mux.model.AppendRequest;
import tv.mux.model.ExpiredSegments;
import tv.mux.model.Leader;
import tv.mux.model.Playhead;
import tv.mux.model.ResumePoint;
import tv.mux.model.Segment;
import tv.mux.ts.TsException;
import tv.mux.ts.TsFile;

/**
 * The writer of the index, on the leader. Takes leadership in the index, then publishes each pending segment: writes
 * the file, appends the segment to the index, and publishes a message. The index on disk is never older than the shared
 * one, so that a process that is killed at any moment uses no number twice.
 */
public final class IndexVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(IndexVerticle.class);

    private final SharedIndex index;
    private final IndexStore store;
    private final Peers peers;
    private final StreamShape shape;
    private final String node;
    private final Counter published;

    private Bus bus;
    private StreamIndex current;
    /** Where the last segment that this leader has published ends in each rendition; empty before the first. */
    private List<TimelineRebase.Ends> ends = List.of();
    /** Completes with the last operation. Operations run one after the other. */
    private Future<?> lastOperation = Future.succeededFuture();

    /**
     * Creates the writer of an index.
     *
     * @param store the disk of this node
     * @param shape shape of a new stream
     * @param node id of this node
     */
    public IndexVerticle(
            SharedIndex index, IndexStore store, Peers peers, StreamShape shape, String node, MeterRegistry meters) {
        this.index = index;
        this.store = store;
        this.peers = peers;
        this.shape = shape;
        this.node = node;
        this.published = Counter.builder("mux.segments.published").register(meters);
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        return Future.all(vertx.executeBlocking(this::load), peers.known())
                .compose(all -> {
                    Optional<StreamIndex> stored = all.resultAt(0);
                    List<StreamIndex> known = all.resultAt(1);
                    return index.change(new IndexChange.TakeLeadership(
                            node,
                            System.currentTimeMillis(),
                            shape,
                            Stream.concat(stored.stream(), known.stream()).toList()));
                })
                // List the segments that an earlier leader appended and could not list.
                .compose(led -> index.change(new IndexChange.MarkListed(led.term(), led.nextMsn())))
                .compose(this::save)
                .onSuccess(this::startServing);
    }

    private Optional<StreamIndex> load() throws IOException {
        Optional<StreamIndex> stored = store.load();
        return stored.isPresent() ? stored : store.usedNumbers(shape, System.currentTimeMillis());
    }

    private void startServing(StreamIndex led) {
        current = led;
        if (!current.shape().equals(shape)) {
            LOG.warn(
                    "the stream keeps its shape {}; the settings ({}) apply to a new stream only",
                    current.shape(),
                    shape);
        }
        LOG.info(
                "the stream continues at segment {}, discontinuity {}, with {} old segments, in term {}",
                current.nextMsn(),
                current.discontinuity(),
                current.segments().size(),
                current.term());
        bus.publish(Addresses.LEADER, new Leader(current.term(), current.node()));
        bus.serve(Addresses.RESUME_POINT, request -> Future.succeededFuture(resumePoint()));
        bus.serve(Addresses.APPEND, append -> inOrder(() -> append(append)));
        bus.serve(Addresses.REMEMBER, playhead -> inOrder(() -> remember(playhead)));
        bus.serve(Addresses.EXPIRE, expired -> inOrder(() -> expire(expired)));
    }

    private ResumePoint resumePoint() {
        Optional<Segment> newest = current.segments().isEmpty() ? Optional.empty() : Optional.of(newest());
        return new ResumePoint(
                current.playhead(),
                newest.map(Segment::head).orElse(null),
                newest.map(Segment::title).orElse(null),
                current.progress(),
                current.dueAtMs(),
                current.shape().targetDurationSeconds() * 1000L,
                current.shape().listSize(),
                current.term());
    }

    /** Waits until the current change has finished, so that no partial file is left. */
    @Override
    public Future<?> stop() {
        return lastOperation.transform(done -> Future.succeededFuture());
    }

    private <T> Future<T> inOrder(Supplier<Future<T>> operation) {
        Future<T> result = lastOperation.transform(previous -> operation.get());
        lastOperation = result;
        return result;
    }

    private Future<Segment> append(AppendRequest append) {
        StreamIndex.TimeLine timeLine = current.timeLine();
        boolean repeated = timeLine.run().equals(append.segment().run())
                && timeLine.ordinal() == append.segment().ordinal();
        List<Path> files = append.segment().files().stream()
                .map(file -> Path.of(file.path()))
                .toList();
        // A request is repeated if its reply was lost. The segment is in the index already.
        Future<Segment> appended = repeated ? Future.succeededFuture(newest()) : append(append, files);
        return appended.compose(this::list)
                .recover(failure -> Future.failedFuture(
                        isPermanent(failure, files) ? new PermanentFailure(message(failure)) : failure));
    }

    private Future<Segment> append(AppendRequest append, List<Path> files) {
        StreamIndex before = current;
        List<TimelineRebase.Ends> joinAt = ends;
        return vertx.executeBlocking(() -> {
                    List<TsFile> contents = new ArrayList<>();
                    for (Path file : files) {
                        contents.add(TsFile.parse(PrivateFiles.read(file, Integer.MAX_VALUE)));
                    }
                    TimelineRebase.Rebased rebased = TimelineRebase.of(before, append, contents, joinAt);
                    for (int n = 0; n < rebased.files().size(); n++) {
                        store.put(
                                SegmentFiles.name(rebased.change().segment(), n),
                                rebased.files().get(n).bytes());
                    }
                    store.save(rebased.change().applyTo(before));
                    return rebased;
                })
                .compose(rebased -> peers.copied(rebased.change().segment())
                        .compose(copied -> change(rebased.change()))
                        .map(changed -> rebased))
                .map(rebased -> {
                    ends = rebased.ends();
                    if (!append.segment().slate()) {
                        vertx.executeBlocking(() -> {
                                    for (Path file : files) {
                                        Files.deleteIfExists(file);
                                    }
                                    return null;
                                })
                                .onFailure(e -> LOG.debug(
                                        "could not delete {}, which is deleted with its run: {}", files, e.toString()));
                    }
                    return newest();
                });
    }

    /** Marks an appended segment as listed, and publishes a message. */
    private Future<Segment> list(Segment segment) {
        if (current.listedUpTo() > segment.msn()) {
            return Future.succeededFuture(segment);
        }
        return change(new IndexChange.MarkListed(current.term(), segment.msn() + 1))
                .map(changed -> {
                    published.increment();
                    bus.publish(Addresses.PUBLISHED, segment);
                    LOG.info(
                            "segment {}{}: {} ms of {}, {} bytes",
                            segment.msn(),
                            segment.discontinuous() ? " (discontinuity " + segment.discontinuity() + ")" : "",
                            segment.durationMs(),
                            segment.slate() ? "the slate" : segment.title(),
                            segment.bytes().get(0));
                    return segment;
                });
    }

    private Segment newest() {
        return current.segments().get(current.segments().size() - 1);
    }

    /** Changes the index. A refusal because of a stale term means that another node leads. */
    private Future<StreamIndex> change(IndexChange change) {
        return index.change(change).onSuccess(next -> current = next).onFailure(e -> {
            if (e instanceof RefusedChangeException.StaleTerm) {
                bus.publish(Addresses.OVERRULED, new Leader(current.term(), node));
            }
        });
    }

    /** Whether a repeated append would fail too: a file is missing or malformed, or the index refused the change. */
    private static boolean isPermanent(Throwable failure, List<Path> files) {
        return (failure instanceof NoSuchFileException missing
                        && files.stream().anyMatch(file -> file.toString().equals(missing.getFile())))
                || failure instanceof TsException
                || failure instanceof RefusedChangeException;
    }

    private static String message(Throwable failure) {
        return failure instanceof NoSuchFileException ? failure.getMessage() + " does not exist" : failure.getMessage();
    }

    private Future<Acknowledged> remember(Playhead playhead) {
        return change(new IndexChange.RememberPlayhead(current.term(), playhead))
                .compose(this::save)
                .map(Acknowledged.DONE);
    }

    private Future<Acknowledged> expire(ExpiredSegments expired) {
        List<Segment> before = current.segments();
        return change(new IndexChange.TrimSegments(current.term(), expired.msn()))
                .compose(this::save)
                .compose(next -> {
                    bus.publish(Addresses.EXPIRED, expired);
                    Map<Long, Segment> remaining =
                            next.segments().stream().collect(Collectors.toMap(Segment::msn, segment -> segment));
                    List<String> removed = before.stream()
                            .filter(segment -> !remaining.containsKey(segment.msn()))
                            .flatMap(IndexVerticle::files)
                            .toList();
                    return vertx.executeBlocking(() -> {
                        for (String file : removed) {
                            store.remove(file);
                        }
                        return Acknowledged.DONE;
                    });
                });
    }

    private static Stream<String> files(Segment segment) {
        return IntStream.range(0, segment.bytes().size()).mapToObj(n -> SegmentFiles.name(segment, n));
    }

    private Future<StreamIndex> save(StreamIndex next) {
        return vertx.executeBlocking(() -> {
            store.save(next);
            return next;
        });
    }
}
