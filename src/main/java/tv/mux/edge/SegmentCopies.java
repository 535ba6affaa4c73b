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
 * Segments from this node's disk, else from the muxers, one after the other until one has it whole. A muxer keeps what
 * it fetched. What is wanted several times at once is fetched once.
 */
public final class SegmentCopies implements SegmentSource {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentCopies.class);
    /** A node that failed is asked last for so long. */
    private static final long AVOIDED_MS = 10_000;

    private final Vertx vertx;
    private final NodeClient client;
    private final Optional<Disk> disk;
    private final Supplier<List<Member>> holders;
    private final SingleFlight flights;
    private final Map<String, Long> avoidedUntil = new ConcurrentHashMap<>();
    private final Counter fetched;
    private final Counter failed;
    private final Counter corrupt;

    /**
     * What a muxer keeps.
     *
     * @param files where it reads
     * @param store where it writes
     */
    public record Disk(SegmentFiles files, IndexStore store) {}

    /**
     * For a node.
     *
     * @param client asks the other nodes
     * @param disk empty on a node that keeps nothing
     * @param holders the other muxers there are now
     */
    public SegmentCopies(
            Vertx vertx, NodeClient client, Optional<Disk> disk, Supplier<List<Member>> holders, MeterRegistry meters) {
        this.vertx = vertx;
        this.client = client;
        this.disk = disk;
        this.holders = holders;
        this.flights = new SingleFlight(vertx);
        this.fetched = Counter.builder("mux.copies").tag("outcome", "fetched").register(meters);
        this.failed = Counter.builder("mux.copies").tag("outcome", "failed").register(meters);
        this.corrupt = Counter.builder("mux.copies").tag("outcome", "corrupt").register(meters);
    }

    @Override
    public Future<Path> file(Segment segment, int rendition) {
        return kept(files -> files.file(segment, rendition));
    }

    private <T> Future<T> kept(Function<SegmentFiles, Future<T>> wanted) {
        return disk.map(here -> wanted.apply(here.files()))
                .orElseGet(() -> Future.failedFuture("no file is kept here"));
    }

    @Override
    public Future<ByteBuf> read(Segment segment, int rendition) {
        return read(segment, rendition, "");
    }

    /**
     * Reads a whole segment of a rendition, and asks one node first: it is known to have it.
     *
     * @param first its id; one that is not a member is not asked
     */
    Future<ByteBuf> read(Segment segment, int rendition, String first) {
        String name = SegmentFiles.name(segment, rendition);
        return flights.join(name, () -> kept(files -> files.read(segment, rendition))
                .recover(missing -> fetch(segment, rendition, candidates(first), missing.getMessage())
                        .compose(bytes -> keep(name, bytes))));
    }

    /** Who may have it: in any order, so that no node carries the load of all; those that failed just now last. */
    private List<Member> candidates(String first) {
        List<Member> all = new ArrayList<>(holders.get());
        Collections.shuffle(all);
        long now = MonotonicClock.nowMs();
        all.sort(Comparator.comparing((Member member) -> !member.node().equals(first))
                .thenComparing(member -> avoidedUntil.getOrDefault(member.node(), 0L) > now));
        return all;
    }

    private Future<ByteBuf> fetch(Segment segment, int rendition, List<Member> left, String why) {
        if (left.isEmpty()) {
            failed.increment();
            return Future.failedFuture(new IOException(why));
        }
        Member holder = left.get(0);
        return client.get(
                        holder.url(),
                        HttpPeers.path(segment, rendition),
                        segment.bytes().get(rendition))
                .compose(body -> checked(segment, rendition, holder, body))
                .onSuccess(bytes -> fetched.increment())
                .recover(e -> {
                    String reason = "node " + holder.node() + ": " + e.getMessage();
                    if (!(e instanceof IOException)) {
                        avoidedUntil.put(holder.node(), MonotonicClock.nowMs() + AVOIDED_MS);
                    }
                    return fetch(segment, rendition, left.subList(1, left.size()), why + "; " + reason);
                });
    }

    private Future<ByteBuf> checked(Segment segment, int rendition, Member holder, Buffer body) {
        ByteBuffer bytes = ByteBuffer.wrap(body.getBytes());
        boolean whole = bytes.remaining() == segment.bytes().get(rendition);
        if (!whole || !Checksum.matches(segment, rendition, bytes)) {
            corrupt.increment();
            LOG.warn("segment {} from node {} is damaged; it is fetched elsewhere", segment.file(), holder.node());
            return Future.failedFuture(new IOException("its copy is damaged"));
        }
        return Future.succeededFuture(
                SegmentFiles.DIRECT.directBuffer(body.length()).writeBytes(bytes));
    }

    /** A muxer is a holder from then on. That its disk is full is no reason not to serve. */
    private Future<ByteBuf> keep(String name, ByteBuf bytes) {
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
                    LOG.warn("segment {} is not kept on disk: {}", name, e.toString());
                    return bytes;
                });
    }
}
