package tv.mux.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.common.MonotonicClock;
import tv.mux.index.Checksum;
import tv.mux.indexing.IndexStore;
import tv.mux.indexing.SegmentFiles;
import tv.mux.indexing.SegmentSource;
import tv.mux.model.Segment;
import tv.mux.status.NodeStatus.Member;

/**
 * Reads segments from this node's disk or, if they are not there, from the muxers. Tries one muxer after the other
 * until it has the whole segment with the right checksum. A muxer stores a fetched segment on its disk. Simultaneous
 * reads of a segment share one fetch.
 */
public final class SegmentCopies implements SegmentSource {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentCopies.class);

    /** Time in which other nodes are tried before a node that did not respond. */
    private static final long AVOIDED_MS = 10_000;

    private final Vertx vertx;
    private final NodeClient client;
    private final Optional<Disk> disk;
    private final Supplier<List<Member>> muxers;
    private final SingleFlight flights;
    private final Map<String, Long> avoidedUntil = new ConcurrentHashMap<>();
    private final Counter fetched;
    private final Counter failed;
    private final Counter corrupt;

    /**
     * Access to the segments on the disk of a muxer.
     *
     * @param files reads segments
     * @param store writes segments
     */
    public record Disk(SegmentFiles files, IndexStore store) {}

    /**
     * Creates the segment reader of a node.
     *
     * @param disk empty on an edge, which stores no segments
     * @param muxers the current muxers, except this node
     */
    public SegmentCopies(
            Vertx vertx, NodeClient client, Optional<Disk> disk, Supplier<List<Member>> muxers, MeterRegistry meters) {
        this.vertx = vertx;
        this.client = client;
        this.disk = disk;
        this.muxers = muxers;
        this.flights = new SingleFlight(vertx);
        this.fetched = Counter.builder("mux.copies").tag("outcome", "fetched").register(meters);
        this.failed = Counter.builder("mux.copies").tag("outcome", "failed").register(meters);
        this.corrupt = Counter.builder("mux.copies").tag("outcome", "corrupt").register(meters);
    }

    @Override
    public Future<Path> file(Segment segment, int rendition) {
        return fromDisk(files -> files.file(segment, rendition));
    }

    private <T> Future<T> fromDisk(Function<SegmentFiles, Future<T>> operation) {
        return disk.map(here -> operation.apply(here.files()))
                .orElseGet(() -> Future.failedFuture("this node stores no segments"));
    }

    @Override
    public Future<ByteBuf> read(Segment segment, int rendition) {
        return read(segment, rendition, "");
    }

    /**
     * Reads a rendition of a segment. Tries one node first.
     *
     * @param first id of the node that has the segment; ignored if the node is not a member
     */
    Future<ByteBuf> read(Segment segment, int rendition, String first) {
        String name = SegmentFiles.name(segment, rendition);
        return flights.join(name, () -> fromDisk(files -> files.read(segment, rendition))
                .recover(missing -> fetch(segment, rendition, candidates(first), missing.getMessage())
                        .compose(bytes -> store(name, bytes))));
    }

    /**
     * The muxers in the order in which to try them. The order is random, to spread the load, but the given node comes
     * first, and nodes that did not respond come last.
     */
    private List<Member> candidates(String first) {
        List<Member> all = new ArrayList<>(muxers.get());
        Collections.shuffle(all);
        long now = MonotonicClock.nowMs();
        all.sort(Comparator.comparing((Member member) -> !member.node().equals(first))
                .thenComparing(member -> avoidedUntil.getOrDefault(member.node(), 0L) > now));
        return all;
    }

    private Future<ByteBuf> fetch(Segment segment, int rendition, List<Member> candidates, String errors) {
        if (candidates.isEmpty()) {
            failed.increment();
            return Future.failedFuture(new IOException(errors));
        }
        Member holder = candidates.get(0);
        return client.get(
                        holder.url(),
                        HttpPeers.path(segment, rendition),
                        segment.bytes().get(rendition))
                .compose(body -> checked(segment, rendition, holder, body))
                .onSuccess(bytes -> fetched.increment())
                .recover(e -> {
                    String error = "node " + holder.node() + ": " + e.getMessage();
                    // An IOException means that the node responded, but not with the segment.
                    if (!(e instanceof IOException)) {
                        avoidedUntil.put(holder.node(), MonotonicClock.nowMs() + AVOIDED_MS);
                    }
                    return fetch(segment, rendition, candidates.subList(1, candidates.size()), errors + "; " + error);
                });
    }

    private Future<ByteBuf> checked(Segment segment, int rendition, Member holder, Buffer body) {
        ByteBuffer bytes = ByteBuffer.wrap(body.getBytes());
        boolean whole = bytes.remaining() == segment.bytes().get(rendition);
        if (!whole || !Checksum.matches(segment, rendition, bytes)) {
            corrupt.increment();
            LOG.warn("segment {} from node {} is damaged; trying the next node", segment.file(), holder.node());
            return Future.failedFuture(new IOException("the copy is damaged"));
        }
        return Future.succeededFuture(
                SegmentFiles.DIRECT.directBuffer(body.length()).writeBytes(bytes));
    }

    /** Stores a fetched segment on a muxer's disk. An error, such as a full disk, does not fail the read. */
    private Future<ByteBuf> store(String name, ByteBuf bytes) {
        if (disk.isEmpty()) {
            return Future.succeededFuture(bytes);
        }
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.getBytes(bytes.readerIndex(), copy);
        return vertx.executeBlocking(
                        () -> {
                            disk.get().store().putCopy(name, copy);
                            return bytes;
                        },
                        false)
                .otherwise(e -> {
                    LOG.warn("cannot store a copy of segment {}: {}", name, e.toString());
                    return bytes;
                });
    }
}
