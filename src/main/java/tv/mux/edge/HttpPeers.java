package tv.mux.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.index.IndexJson;
import tv.mux.index.StreamIndex;
import tv.mux.indexing.Peers;
import tv.mux.model.Segment;
import tv.mux.status.NodeStatus.Member;

/**
 * Sends the leader's requests to the other nodes over HTTP. The leader reads their copies of the index and requests
 * that the other muxers copy a new segment.
 */
public final class HttpPeers implements Peers {
    private static final Logger LOG = LoggerFactory.getLogger(HttpPeers.class);

    /**
     * Time limit for the first copy of a segment on another muxer. After this time, the segment is published anyway.
     */
    private static final long COPY_MS = 500;

    /** Time limit for reading the index of another node. */
    private static final long INDEX_MS = 1_000;

    private static final long MAX_INDEX_BYTES = 4 << 20;

    private final Vertx vertx;
    private final NodeClient client;
    private final String node;
    private final Supplier<List<Member>> members;
    private final long copyMs;
    private final Counter uncopied;

    /**
     * Creates the peers of a node.
     *
     * @param node id of this node
     * @param members the current members of the cluster, except this node
     */
    public HttpPeers(
            Vertx vertx, NodeClient client, String node, Supplier<List<Member>> members, MeterRegistry meters) {
        this(vertx, client, node, members, COPY_MS, meters);
    }

    /**
     * Creates the peers of a node with another time limit than the default.
     *
     * @param copyMs time limit for the first copy of a segment on another muxer
     */
    HttpPeers(
            Vertx vertx,
            NodeClient client,
            String node,
            Supplier<List<Member>> members,
            long copyMs,
            MeterRegistry meters) {
        this.copyMs = copyMs;
        this.node = node;
        this.vertx = vertx;
        this.client = client;
        this.members = members;
        this.uncopied = Counter.builder("mux.segments.uncopied")
                .description("Segments published though no other muxer had them in time")
                .register(meters);
    }

    @Override
    public Future<List<StreamIndex>> known() {
        List<Future<Optional<StreamIndex>>> responses =
                members.get().stream().map(this::indexOf).toList();
        return Future.join(responses)
                .transform(done -> Future.succeededFuture(responses.stream()
                        .filter(Future::succeeded)
                        .flatMap(response -> response.result().stream())
                        .toList()));
    }

    private Future<Optional<StreamIndex>> indexOf(Member member) {
        return client.get(member.url(), "/log", MAX_INDEX_BYTES)
                .timeout(INDEX_MS, TimeUnit.MILLISECONDS)
                .map(text -> Optional.of(IndexJson.index(text.toString())))
                .otherwise(e -> {
                    LOG.debug("cannot read the index of node {}: {}", member.node(), e.getMessage());
                    return Optional.empty();
                });
    }

    @Override
    public Future<Void> copied(Segment segment) {
        List<Member> muxers = muxers(members.get());
        if (muxers.isEmpty()) {
            return Future.succeededFuture();
        }
        Buffer body = Buffer.buffer(IndexJson.text(segment));
        Promise<Void> first = Promise.promise();
        List<Future<?>> all = new ArrayList<>();
        for (Member muxer : muxers) {
            all.add(client.post(muxer.url(), "/copies?from=" + node, body, copyMs)
                    .onSuccess(done -> first.tryComplete()));
        }
        Future.join(all).onComplete(done -> {
            if (first.tryComplete()) {
                uncopied.increment();
                LOG.warn(
                        "segment {} is published although no other muxer copied it within {} ms",
                        segment.msn(),
                        copyMs);
            }
        });
        // The responses arrive on the context of a request. Continue on the context of the caller.
        return Future.fromCompletionStage(first.future().toCompletionStage(), vertx.getOrCreateContext());
    }

    /** The URL path of a rendition of a segment on another node. */
    static String path(Segment segment, int rendition) {
        return "/segments/" + rendition + "/" + segment.file();
    }

    /** The muxers among the members. Only muxers store segments. */
    public static List<Member> muxers(List<Member> members) {
        return members.stream().filter(member -> member.role().equals("muxer")).toList();
    }
}
