package tv.mux.slate;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.config.Config;
import tv.mux.config.Variant;
import tv.mux.model.SlateSegment;

/** Makes the slate when it starts and serves it on the bus, so that the slate is available at once when needed. */
public final class SlateVerticle extends VerticleBase {
    private final Config config;
    private final long targetMs;
    private final List<Variant> ladder;

    /**
     * Creates the verticle.
     *
     * @param targetMs maximum duration of a segment in milliseconds
     * @param ladder the variants of the stream besides the source
     */
    public SlateVerticle(Config config, long targetMs, List<Variant> ladder) {
        this.config = config;
        this.targetMs = targetMs;
        this.ladder = List.copyOf(ladder);
    }

    /** Makes the slate in advance, so that a later start takes no time. Fails if the slate cannot be made. */
    public static Future<SlateSegment> prepare(Vertx vertx, Config config, long targetMs, List<Variant> ladder) {
        return vertx.executeBlocking(() -> new SlateFile(config, targetMs, ladder).prepare());
    }

    @Override
    public Future<?> start() {
        return prepare(vertx, config, targetMs, ladder)
                .onSuccess(slate -> new Bus(vertx).serve(Addresses.SLATE, request -> Future.succeededFuture(slate)));
    }
}
