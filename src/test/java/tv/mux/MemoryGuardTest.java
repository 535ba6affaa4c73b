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

/** Processes that run out of memory, each in a place of its own, end at once and say so. */
class MemoryGuardTest {
    private static final int SECONDS = 60;

    @ParameterizedTest
    @ValueSource(strings = {"thread", "event-loop", "logged", "direct"})
    void aProcessWithoutMemoryEnds(String where) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx48m",
                        "-XX:MaxDirectMemorySize=16m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hungry.class.getName(),
                        where)
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(said).contains("mux: out of memory: the process ends with code 3");
            assertThat(process.exitValue()).isEqualTo(OutOfMemory.EXIT_CODE);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Runs out of memory. It would live on for a minute if nobody ended it. */
    static final class Hungry {
        private Hungry() {}

        public static void main(String[] arguments) throws InterruptedException {
            MemoryGuard.install();
            switch (arguments[0]) {
                case "thread" -> new Thread(Hungry::eat).start();
                case "event-loop" -> Vertx.vertx().runOnContext(v -> eat());
                case "direct" -> Vertx.vertx().runOnContext(v -> eatDirect());
                default -> swallowed();
            }
            Thread.sleep(TimeUnit.SECONDS.toMillis(SECONDS));
        }

        private static void swallowed() {
            try {
                eat();
            } catch (OutOfMemoryError e) {
                // A logger that is off, as Vert.x's own for its connections is.
                LoggerFactory.getLogger("io.vertx.core.net.impl.VertxConnection")
                        .error("caught", new Error(e));
            }
        }

        private static void eat() {
            List<byte[]> eaten = new ArrayList<>();
            while (eaten.size() < Integer.MAX_VALUE) {
                eaten.add(new byte[1 << 20]);
            }
        }

        private static void eatDirect() {
            List<ByteBuffer> eaten = new ArrayList<>();
            while (eaten.size() < Integer.MAX_VALUE) {
                eaten.add(ByteBuffer.allocateDirect(1 << 20));
            }
        }
    }
}
