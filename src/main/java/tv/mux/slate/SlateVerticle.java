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

/** Has the slate at hand, made once and kept on disk: when it is needed it costs nothing and needs nobody. */
public final class SlateVerticle extends VerticleBase {
    private final Config config;
    private final long targetMs;
    private final List<Variant> ladder;

    /**
     * With the settings of the slate.
     *
     * @param targetMs no segment may be longer, milliseconds
     * @param ladder the renditions beside the source that the stream was born with
     */
    public SlateVerticle(Config config, long targetMs, List<Variant> ladder) {
        this.config = config;
        this.targetMs = targetMs;
        this.ladder = List.copyOf(ladder);
    }

    /** Makes the slate, so that it need not be made when a stream is to go on; fails where it cannot be made. */
    public static Future<SlateSegment> prepare(Vertx vertx, Config config, long targetMs, List<Variant> ladder) {
        return vertx.executeBlocking(() -> new SlateFile(config, targetMs, ladder).card());
    }

    @Override
    public Future<?> start() {
        return prepare(vertx, config, targetMs, ladder)
                .onSuccess(made -> new Bus(vertx).serve(Addresses.SLATE, asked -> Future.succeededFuture(made)));
    }
}
