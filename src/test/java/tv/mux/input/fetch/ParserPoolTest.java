package tv.mux.input.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.mux.input.address.Url;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.input.playlist.TestPlaylists;

@ExtendWith(VertxExtension.class)
class ParserPoolTest {
    private static final Url HANGING = Url.of("http://hanging/live.m3u8");
    private static final Url GOOD = Url.of("http://good/live.m3u8");
    private static final InputPlaylist LIST = TestPlaylists.list(1, 3);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
    }

    @Test
    void aSlowParseEndsAtItsNextLine(Vertx vertx) throws Exception {
        ParserPool parserPool = new ParserPool(vertx, 100, meters);
        CountDownLatch ended = new CountDownLatch(1);
        Future<InputPlaylist> parsed = parserPool.parse(HANGING, HANGING, deadline -> {
            try {
                while (true) {
                    deadline.run();
                }
            } finally {
                ended.countDown();
            }
        });
        assertThatThrownBy(() -> parsed.await(10, TimeUnit.SECONDS))
                .hasMessageContaining("took longer than 100 ms to parse");
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(meters.get("mux.input.parse.overruns").counter().count()).isEqualTo(1);
    }

    @Test
    void aHangingParseDoesNotDelayOtherInputs(Vertx vertx) throws Exception {
        ParserPool parserPool = new ParserPool(vertx, 2_000, meters);
        List<Future<InputPlaylist>> hanging = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            hanging.add(parserPool.parse(HANGING, HANGING, deadline -> {
                awaitRelease();
                return LIST;
            }));
        }
        assertThat(parserPool.parse(GOOD, GOOD, deadline -> LIST).await(10, TimeUnit.SECONDS))
                .isEqualTo(LIST);
        assertThatThrownBy(() -> hanging.get(19).await(10, TimeUnit.SECONDS))
                .hasMessageContaining("are still being parsed");
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
