package tv.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tv.mux.config.OutOfMemory;

/** Starts processes that run out of memory in different places, and checks that each one ends with the message. */
class MemoryGuardTest {
    private static final int SECONDS = 60;

    @ParameterizedTest
    @ValueSource(strings = {"thread", "event-loop", "logged", "direct"})
    void endsAProcessThatIsOutOfMemory(String where) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx48m",
                        "-XX:MaxDirectMemorySize=16m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MemoryHog.class.getName(),
                        where)
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(output).contains("mux: out of memory: the process ends with code 3");
            assertThat(process.exitValue()).isEqualTo(OutOfMemory.EXIT_CODE);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A program that runs out of memory. Without the guard it would run for a minute. */
    static final class MemoryHog {
        private MemoryHog() {}

        public static void main(String[] arguments) throws InterruptedException {
            MemoryGuard.install();
            switch (arguments[0]) {
                case "thread" -> new Thread(MemoryHog::allocate).start();
                case "event-loop" -> Vertx.vertx().runOnContext(v -> allocate());
                case "direct" -> Vertx.vertx().runOnContext(v -> allocateDirect());
                default -> logCaughtError();
            }
            Thread.sleep(TimeUnit.SECONDS.toMillis(SECONDS));
        }

        private static void logCaughtError() {
            try {
                allocate();
            } catch (OutOfMemoryError e) {
                // The logger is off, as is the logger of Vert.x for its connections.
                LoggerFactory.getLogger("io.vertx.core.net.impl.VertxConnection")
                        .error("caught", new Error(e));
            }
        }

        private static void allocate() {
            List<byte[]> blocks = new ArrayList<>();
            while (blocks.size() < Integer.MAX_VALUE) {
                blocks.add(new byte[1 << 20]);
            }
        }

        private static void allocateDirect() {
            List<ByteBuffer> blocks = new ArrayList<>();
            while (blocks.size() < Integer.MAX_VALUE) {
                blocks.add(ByteBuffer.allocateDirect(1 << 20));
            }
        }
    }
}
