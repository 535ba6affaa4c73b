package tv.mux.input.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tv.mux.input.address.Url;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.input.playlist.TestPlaylists;

class ParserPoolTest {
    private static final Url STUCK = Url.of("http://stuck/live.m3u8");
    private static final Url GOOD = Url.of("http://good/live.m3u8");
    private static final InputPlaylist LIST = TestPlaylists.list(1, 3);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        released.countDown();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aParseThatIsTooSlowEndsAtItsNextLine() throws Exception {
        ParserPool parsing = new ParserPool(vertx, 100, meters);
        CountDownLatch ended = new CountDownLatch(1);
        Future<InputPlaylist> parsed = parsing.parse(STUCK, STUCK, deadline -> {
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
    void aParseThatIsStuckDoesNotHoldUpOtherInputs() throws Exception {
        ParserPool parsing = new ParserPool(vertx, 2_000, meters);
        List<Future<InputPlaylist>> stuck = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            stuck.add(parsing.parse(STUCK, STUCK, deadline -> {
                awaitRelease();
                return LIST;
            }));
        }
        assertThat(parsing.parse(GOOD, GOOD, deadline -> LIST).await(10, TimeUnit.SECONDS))
                .isEqualTo(LIST);
        assertThatThrownBy(() -> stuck.get(19).await(10, TimeUnit.SECONDS))
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
