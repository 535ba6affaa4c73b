package tv.mux.log;

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
import tv.mux.bus.Addresses;
import tv.mux.bus.Append;
import tv.mux.bus.Bus;
import tv.mux.bus.Done;
import tv.mux.bus.Expired;
import tv.mux.bus.Leader;
import tv.mux.bus.Origin;
import tv.mux.bus.Playhead;
import tv.mux.bus.Refusal;
import tv.mux.bus.Segment;
import tv.mux.ts.TsException;

/**
 * The leader's: writes the log. Takes office in it, gives every cut its place, writes its file, appends its record,
 * and says so. What is on disk is never behind what is in the log, so that a process that dies at any moment reuses
 * no number.
 */
public final class IndexVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(IndexVerticle.class);

    private final Log log;
    private final Store store;
    private final Others others;
    private final Shape shape;
    private final String node;
    private final Counter published;

    private Bus bus;
    private LogEntry entry;
    /** Changes are made one after the other. */
    private Future<?> last = Future.succeededFuture();

    /**
     * Over a log and a folder.
     *
     * @param others the other nodes
     * @param shape what a new stream gets
     * @param node this node's id
     */
    public IndexVerticle(Log log, Store store, Others others, Shape shape, String node, MeterRegistry meters) {
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
                    Optional<LogEntry> kept = all.resultAt(0);
                    List<LogEntry> known = all.resultAt(1);
                    return log.change(new Change.Office(
                            node,
                            System.currentTimeMillis(),
                            shape,
                            Stream.concat(kept.stream(), known.stream()).toList()));
                })
                // What an earlier leader could not say any more is acknowledged by now.
                .compose(taken -> log.change(new Change.Listed(taken.term(), taken.nextMsn())))
                .compose(this::keep)
                .onSuccess(this::begin);
    }

    private Optional<LogEntry> load() throws IOException {
        Optional<LogEntry> kept = store.load();
        return kept.isPresent() ? kept : store.used(shape, System.currentTimeMillis());
    }

    private void begin(LogEntry taken) {
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
        bus.answer(Addresses.ORIGIN, asked -> Future.succeededFuture(origin()));
        bus.answer(Addresses.APPEND, append -> inTurn(() -> append(append)));
        bus.answer(Addresses.REMEMBER, playhead -> inTurn(() -> remember(playhead)));
        bus.answer(Addresses.EXPIRE, expired -> inTurn(() -> expire(expired)));
    }

    private Origin origin() {
        Optional<Segment> newest = entry.segments().isEmpty() ? Optional.empty() : Optional.of(newest());
        return new Origin(
                entry.playhead(),
                newest.map(Segment::head).orElse(null),
                newest.map(Segment::title).orElse(null),
                entry.shown(),
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

    private Future<Segment> append(Append append) {
        LogEntry.TimeLine line = entry.timeLine();
        boolean again = line.run().equals(append.cut().run())
                && line.ordinal() == append.cut().ordinal();
        List<Path> cut =
                append.cut().files().stream().map(file -> Path.of(file.path())).toList();
        // An order whose answer was lost is the same change again, which changes nothing.
        Future<Segment> appended = again ? Future.succeededFuture(newest()) : append(append, cut);
        return appended.compose(this::list)
                .recover(failure -> Future.failedFuture(isFinal(failure, cut) ? new Refusal(said(failure)) : failure));
    }

    private Future<Segment> append(Append append, List<Path> cut) {
        LogEntry before = entry;
        return vertx.executeBlocking(() -> {
                    List<byte[]> files = new ArrayList<>();
                    for (Path file : cut) {
                        files.add(PrivateFiles.read(file, Integer.MAX_VALUE));
                    }
                    Change.Appended change = Placing.of(before, append, files);
                    for (int n = 0; n < files.size(); n++) {
                        store.put(SegmentFiles.name(change.segment(), n), files.get(n));
                    }
                    store.keep(change.applied(before));
                    return change;
                })
                .compose(change -> others.copied(change.segment()).compose(copied -> change(change)))
                .map(made -> {
                    if (!append.cut().slate()) {
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
        return change(new Change.Listed(entry.term(), segment.msn() + 1)).map(made -> {
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

    /** Changes the log. Where that is refused, somebody else leads. */
    private Future<LogEntry> change(Change change) {
        return log.change(change).onSuccess(next -> entry = next).onFailure(e -> {
            if (e instanceof IllegalStateException) {
                bus.publish(Addresses.OVERRULED, new Leader(entry.term(), node));
            }
        });
    }

    /** A full disk may empty; a cut that is gone, or is no media, or a number that is not the next, stays so. */
    private static boolean isFinal(Throwable failure, List<Path> cut) {
        return (failure instanceof NoSuchFileException gone
                        && cut.stream().anyMatch(file -> file.toString().equals(gone.getFile())))
                || failure instanceof TsException
                || failure instanceof IllegalStateException;
    }

    private static String said(Throwable failure) {
        return failure instanceof NoSuchFileException ? failure.getMessage() + " is gone" : failure.getMessage();
    }

    private Future<Done> remember(Playhead playhead) {
        return change(new Change.Remembered(entry.term(), playhead))
                .compose(this::keep)
                .map(Done.DONE);
    }

    private Future<Done> expire(Expired expired) {
        List<Segment> before = entry.segments();
        return change(new Change.Trimmed(entry.term(), expired.msn()))
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
                        return Done.DONE;
                    });
                });
    }

    private static Stream<String> files(Segment segment) {
        return IntStream.range(0, segment.bytes().size()).mapToObj(n -> SegmentFiles.name(segment, n));
    }

    private Future<LogEntry> keep(LogEntry next) {
        return vertx.executeBlocking(() -> {
            store.keep(next);
            return next;
        });
    }
}
