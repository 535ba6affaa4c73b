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

/**
 * The leader's: writes the log. Takes office in it, gives every cut its place, writes its file, appends its record,
 * and says so. What is on disk is never behind what is in the log, so that a process that dies at any moment reuses
 * no number.
 */
public final class IndexVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(IndexVerticle.class);

    private final SharedIndex log;
    private final IndexStore store;
    private final Peers others;
    private final StreamShape shape;
    private final String node;
    private final Counter published;

    private Bus bus;
    private StreamIndex entry;
    /** Changes are made one after the other. */
    private Future<?> last = Future.succeededFuture();

    /**
     * Over a log and a folder.
     *
     * @param others the other nodes
     * @param shape what a new stream gets
     * @param node this node's id
     */
    public IndexVerticle(
            SharedIndex log, IndexStore store, Peers others, StreamShape shape, String node, MeterRegistry meters) {
        this.log = log;
        this.store = store;
        this.others = others;
        this.shape = shape;
        this.node = node;
        this.published = Counter.builder("mux.segments.published").register(meters);
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        return Future.all(vertx.executeBlocking(this::load), others.known())
                .compose(all -> {
                    Optional<StreamIndex> kept = all.resultAt(0);
                    List<StreamIndex> known = all.resultAt(1);
                    return log.change(new IndexChange.TakeLeadership(
                            node,
                            System.currentTimeMillis(),
                            shape,
                            Stream.concat(kept.stream(), known.stream()).toList()));
                })
                // What an earlier leader could not say any more is acknowledged by now.
                .compose(taken -> log.change(new IndexChange.MarkListed(taken.term(), taken.nextMsn())))
                .compose(this::keep)
                .onSuccess(this::begin);
    }

    private Optional<StreamIndex> load() throws IOException {
        Optional<StreamIndex> kept = store.load();
        return kept.isPresent() ? kept : store.used(shape, System.currentTimeMillis());
    }

    private void begin(StreamIndex taken) {
        entry = taken;
        if (!entry.shape().equals(shape)) {
            LOG.warn(
                    "the stream was born as {}, and stays so: the settings ({}) count for a new stream only",
                    entry.shape(),
                    shape);
        }
        LOG.info(
                "the stream goes on at segment {}, discontinuity {}, with {} segments kept, in term {}",
                entry.nextMsn(),
                entry.discontinuity(),
                entry.segments().size(),
                entry.term());
        bus.publish(Addresses.LEADER, new Leader(entry.term(), entry.node()));
        bus.serve(Addresses.ORIGIN, asked -> Future.succeededFuture(origin()));
        bus.serve(Addresses.APPEND, append -> inTurn(() -> append(append)));
        bus.serve(Addresses.REMEMBER, playhead -> inTurn(() -> remember(playhead)));
        bus.serve(Addresses.EXPIRE, expired -> inTurn(() -> expire(expired)));
    }

    private ResumePoint origin() {
        Optional<Segment> newest = entry.segments().isEmpty() ? Optional.empty() : Optional.of(newest());
        return new ResumePoint(
                entry.playhead(),
                newest.map(Segment::head).orElse(null),
                newest.map(Segment::title).orElse(null),
                entry.progress(),
                entry.dueAtMs(),
                entry.shape().targetDurationSeconds() * 1000L,
                entry.shape().listSize(),
                entry.term());
    }

    /** Waits until the current change has finished, so that no partial file is left. */
    @Override
    public Future<?> stop() {
        return last.transform(done -> Future.succeededFuture());
    }

    private <T> Future<T> inTurn(Supplier<Future<T>> work) {
        Future<T> mine = last.transform(before -> work.get());
        last = mine;
        return mine;
    }

    private Future<Segment> append(AppendRequest append) {
        StreamIndex.TimeLine line = entry.timeLine();
        boolean again = line.run().equals(append.segment().run())
                && line.ordinal() == append.segment().ordinal();
        List<Path> cut = append.segment().files().stream()
                .map(file -> Path.of(file.path()))
                .toList();
        // An order whose answer was lost is the same change again, which changes nothing.
        Future<Segment> appended = again ? Future.succeededFuture(newest()) : append(append, cut);
        return appended.compose(this::list)
                .recover(failure ->
                        Future.failedFuture(isFinal(failure, cut) ? new PermanentFailure(said(failure)) : failure));
    }

    private Future<Segment> append(AppendRequest append, List<Path> cut) {
        StreamIndex before = entry;
        return vertx.executeBlocking(() -> {
                    List<byte[]> files = new ArrayList<>();
                    for (Path file : cut) {
                        files.add(PrivateFiles.read(file, Integer.MAX_VALUE));
                    }
                    IndexChange.AppendSegment change = TimelineRebase.of(before, append, files);
                    for (int n = 0; n < files.size(); n++) {
                        store.put(SegmentFiles.name(change.segment(), n), files.get(n));
                    }
                    store.save(change.applyTo(before));
                    return change;
                })
                .compose(change -> others.copied(change.segment()).compose(copied -> change(change)))
                .map(made -> {
                    if (!append.segment().slate()) {
                        vertx.executeBlocking(() -> {
                                    for (Path file : cut) {
                                        Files.deleteIfExists(file);
                                    }
                                    return null;
                                })
                                .onFailure(
                                        e -> LOG.debug("{} stays until its run is cleaned up: {}", cut, e.toString()));
                    }
                    return newest();
                });
    }

    /** Says that a segment is there, once that is sure. */
    private Future<Segment> list(Segment segment) {
        if (entry.listedUpTo() > segment.msn()) {
            return Future.succeededFuture(segment);
        }
        return change(new IndexChange.MarkListed(entry.term(), segment.msn() + 1))
                .map(made -> {
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
        return entry.segments().get(entry.segments().size() - 1);
    }

    /** Changes the index. A refusal for a stale term means that another node leads. */
    private Future<StreamIndex> change(IndexChange change) {
        return log.change(change).onSuccess(next -> entry = next).onFailure(e -> {
            if (e instanceof RefusedChangeException.StaleTerm) {
                bus.publish(Addresses.OVERRULED, new Leader(entry.term(), node));
            }
        });
    }

    /** A full disk may empty; a cut that is gone, or is no media, or a number that is not the next, stays so. */
    private static boolean isFinal(Throwable failure, List<Path> cut) {
        return (failure instanceof NoSuchFileException gone
                        && cut.stream().anyMatch(file -> file.toString().equals(gone.getFile())))
                || failure instanceof TsException
                || failure instanceof RefusedChangeException;
    }

    private static String said(Throwable failure) {
        return failure instanceof NoSuchFileException ? failure.getMessage() + " is gone" : failure.getMessage();
    }

    private Future<Acknowledged> remember(Playhead playhead) {
        return change(new IndexChange.RememberPlayhead(entry.term(), playhead))
                .compose(this::keep)
                .map(Acknowledged.DONE);
    }

    private Future<Acknowledged> expire(ExpiredSegments expired) {
        List<Segment> before = entry.segments();
        return change(new IndexChange.TrimSegments(entry.term(), expired.msn()))
                .compose(this::keep)
                .compose(next -> {
                    bus.publish(Addresses.EXPIRED, expired);
                    Map<Long, Segment> kept =
                            next.segments().stream().collect(Collectors.toMap(Segment::msn, segment -> segment));
                    List<String> gone = before.stream()
                            .filter(segment -> !kept.containsKey(segment.msn()))
                            .flatMap(IndexVerticle::files)
                            .toList();
                    return vertx.executeBlocking(() -> {
                        for (String file : gone) {
                            store.remove(file);
                        }
                        return Acknowledged.DONE;
                    });
                });
    }

    private static Stream<String> files(Segment segment) {
        return IntStream.range(0, segment.bytes().size()).mapToObj(n -> SegmentFiles.name(segment, n));
    }

    private Future<StreamIndex> keep(StreamIndex next) {
        return vertx.executeBlocking(() -> {
            store.save(next);
            return next;
        });
    }
}
