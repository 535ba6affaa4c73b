package tv.mux.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
    private static final String BLOCKED =
            " WARN  BlockedThreadChecker Thread vert.x-eventloop-thread-1 has been blocked for %d ms,"
                    + " time limit is 100 ms";
    private static final String STARVED = " INFO  Canary             event loops starved for %d ms of the last 101 ms";

    @Test
    void reportsABlockedEventLoop() {
        assertEquals(1, LoopWatch.blocked(List.of(at("10.500", BLOCKED, 130))).size());
    }

    @Test
    void subtractsTheTimeInWhichEventLoopsStarved() {
        List<String> busy = List.of(at("10.450", STARVED, 60), at("10.500", BLOCKED, 130));
        assertEquals(0, LoopWatch.blocked(busy).size());
        List<String> longer = List.of(at("10.450", STARVED, 60), at("10.500", BLOCKED, 200));
        assertEquals(1, LoopWatch.blocked(longer).size());
    }

    @Test
    void ignoresStarvationAtAnotherTime() {
        List<String> before = List.of(at("08.000", STARVED, 90), at("10.500", BLOCKED, 130));
        assertEquals(1, LoopWatch.blocked(before).size());
    }

    private static String at(String seconds, String line, int ms) {
        return "2026-01-01T00:00:" + seconds + "Z" + String.format(line, ms);
    }
}
