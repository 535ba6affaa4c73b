package tv.mux.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tv.mux.config.Config;
import tv.mux.fuzz.Fuzz;
import tv.mux.fuzz.Mutation;

/**
 * Random event streams in chunks of any size: memory is bounded, each accepted playhead is valid, and no case takes
 * long.
 */
class SchedulerFuzzTest {
    private static final int CASES = 800;
    private static final int MAX_CHUNK = 1 << 16;

    /** Maximum processor time of one case. */
    private static final Duration CPU = Duration.ofSeconds(2);

    private static final String[] LINES = {
        "event: playhead",
        "event: other",
        "data: {\"head\":\"http://a/live.m3u8\",\"name\":\"A\"}",
        "data: {\"head\":\"https://user:pass@a/live.m3u8?token=1\",\"name\":\"\\u202e\\ud800\"}",
        "data: {\"head\":\"file:///etc/passwd\"}",
        "data: {\"head\":7}",
        "data: {",
        "data: }",
        "data",
        "id: 7",
        "id: \0",
        "retry: 100",
        "retry: 99999999999999999999",
        ": a comment",
        "",
        "",
    };
    private static final String[] FRAGMENTS = {
        "A", "\"", "{", "[", "\\", "\\u", "@", "/", "?", "://", "1", "-", "e", ":", ",", "\r", "\0", "\u00e4", "\u202e",
        " "
    };
    private static final String[] LINE_ENDS = {"\n", "\r", "\r\n"};

    @Test
    void anyEventStreamIsParsedOrRefusedInTime() {
        Config.Api api = Config.from(Map.of()).api();
        Fuzz.run("scheduler", CASES, CPU, random -> run(random, api));
    }

    private static void run(Random random, Config.Api api) {
        SseParser parser = new SseParser("");
        PlayheadEvents events =
                new PlayheadEvents(api, new SchedulerMetrics(new SimpleMeterRegistry()), InstantSource.system());
        byte[] stream = stream(random);
        for (int from = 0; from < stream.length; ) {
            int to = Math.min(stream.length, from + 1 + random.nextInt(random.nextBoolean() ? 10 : MAX_CHUNK));
            events.latest(parser.feed(Arrays.copyOfRange(stream, from, to))).ifPresent(playhead -> {
                assertThat(playhead.head()).startsWith("http");
                assertThat(playhead.head().length()).isLessThanOrEqualTo(PlayheadParser.MAX_HEAD);
                assertThat(playhead.name().codePointCount(0, playhead.name().length()))
                        .isLessThanOrEqualTo(PlayheadParser.MAX_NAME);
            });
            assertThat(parser.bufferedBytes()).isLessThanOrEqualTo(4 * SseParser.MAX_EVENT_BYTES);
            from = to;
        }
        assertThat(events.refused()).hasSizeLessThan(200);
    }

    private static byte[] stream(Random random) {
        StringBuilder text = new StringBuilder();
        int lines = random.nextInt(40) == 0 ? random.nextInt(8_000) : random.nextInt(40);
        for (int i = 0; i < lines && text.length() < 2 * SseParser.MAX_EVENT_BYTES; i++) {
            String line = LINES[random.nextInt(LINES.length)];
            text.append(random.nextInt(4) == 0 ? Mutation.line(line, FRAGMENTS, 50_000, random) : line)
                    .append(LINE_ENDS[random.nextInt(LINE_ENDS.length)]);
        }
        return Mutation.bytes(text.toString(), random);
    }
}
