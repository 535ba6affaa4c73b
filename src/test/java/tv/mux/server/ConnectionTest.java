package tv.mux.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    private static final ListenerLimits.Times TIMES = ListenerLimits.Times.idle(Duration.ofSeconds(1));

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Connection connection = new Connection(channel, "a");

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void isNotIdleUntilTheRequestIsAnswered() {
        connection.requested();
        connection.read(true);
        connection.markServed();
        assertThat(connection.check(later(), TIMES)).isEmpty();
        assertThat(connection.idle()).isFalse();
        assertThat(channel.isOpen()).isTrue();

        connection.wrote();
        assertThat(connection.check(later(), TIMES)).isEmpty();
        assertThat(connection.idle()).isTrue();
    }

    @Test
    void closesAConnectionWithoutARequest() {
        connection.check(later(), TIMES);
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    private static long later() {
        return System.nanoTime() + Duration.ofSeconds(2).toNanos();
    }
}
