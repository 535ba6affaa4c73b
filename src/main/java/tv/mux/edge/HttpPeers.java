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

/** The other nodes over HTTP, as the leader needs them. */
public final class HttpPeers implements Peers {
    private static final Logger LOG = LoggerFactory.getLogger(HttpPeers.class);
    /** So long a segment waits for its copy, where there is a muxer to take it. */
    static final long COPY_MS = 500;

    /** So long nodes are asked what they know. */
    private static final long KNOWN_MS = 1_000;

    private static final long MAX_LOG_BYTES = 4 << 20;

    private final Vertx vertx;
    private final NodeClient client;
    private final String node;
    private final Supplier<List<Member>> members;
    private final Counter alone;

    /**
     * For a node.
     *
     * @param node its id
     * @param members those there are, but this node
     */
    public HttpPeers(
            Vertx vertx, NodeClient client, String node, Supplier<List<Member>> members, MeterRegistry meters) {
        this.node = node;
        this.vertx = vertx;
        this.client = client;
        this.members = members;
        this.alone = Counter.builder("mux.segments.uncopied")
                .description("Segments published though no other muxer had them in time")
                .register(meters);
    }

    @Override
    public Future<List<StreamIndex>> known() {
        List<Future<Optional<StreamIndex>>> answers =
                members.get().stream().map(this::known).toList();
        return Future.join(answers)
                .transform(done -> Future.succeededFuture(answers.stream()
                        .filter(Future::succeeded)
                        .flatMap(answer -> answer.result().stream())
                        .toList()));
    }

    private Future<Optional<StreamIndex>> known(Member member) {
        return client.get(member.url(), "/log", MAX_LOG_BYTES)
                .timeout(KNOWN_MS, TimeUnit.MILLISECONDS)
                .map(text -> Optional.of(IndexJson.entry(text.toString())))
                .otherwise(e -> {
                    LOG.debug("node {} does not say what it knows: {}", member.node(), e.getMessage());
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
            all.add(client.post(muxer.url(), "/copies?from=" + node, body, COPY_MS)
                    .onSuccess(done -> first.tryComplete()));
        }
        Future.join(all).onComplete(done -> {
            if (first.tryComplete()) {
                alone.increment();
                LOG.warn("segment {} is published though no other muxer has it yet", segment.msn());
            }
        });
        // On the caller's context again.
        return Future.fromCompletionStage(first.future().toCompletionStage(), vertx.getOrCreateContext());
    }

    /** The path under which a node serves a rendition of a segment. */
    static String path(Segment segment, int rendition) {
        return "/segments/" + rendition + "/" + segment.file();
    }

    /** Those of some members that keep segments. */
    public static List<Member> muxers(List<Member> members) {
        return members.stream().filter(member -> member.role().equals("muxer")).toList();
    }
}
