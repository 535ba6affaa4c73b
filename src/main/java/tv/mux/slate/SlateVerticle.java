package tv.mux.slate;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.bus.Card;
import tv.mux.config.Config;

/** Has the slate at hand, made once and kept on disk: when it is needed it costs nothing and needs nobody. */
public final class SlateVerticle extends VerticleBase {
    private final Config config;
    private final long targetMs;

    /**
     * With the settings of the slate.
     *
     * @param targetMs no segment may be longer, milliseconds
     */
    public SlateVerticle(Config config, long targetMs) {
        this.config = config;
        this.targetMs = targetMs;
    }

    /** Makes the slate, so that it need not be made when a stream is to go on; fails where it cannot be made. */
    public static Future<Card> prepare(Vertx vertx, Config config, long targetMs) {
        return vertx.executeBlocking(() -> new SlateFile(config, targetMs).card());
    }

    @Override
    public Future<?> start() {
        return prepare(vertx, config, targetMs)
                .onSuccess(made -> new Bus(vertx).answer(Addresses.SLATE, asked -> Future.succeededFuture(made)));
    }
}
