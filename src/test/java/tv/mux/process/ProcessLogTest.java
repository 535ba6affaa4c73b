package tv.mux.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessLogTest {
    private final ProcessLog log = new ProcessLog("r1");

    @Test
    void isEmptyWithoutMessages() {
        assertThat(log.lastMessages()).isEmpty();
    }

    @Test
    void keepsTheLastMessages() {
        for (int i = 0; i < 30; i++) {
            log.add(new StderrLine.Message(StderrLine.Level.values()[i % 3], "line " + i));
        }
        assertThat(log.lastMessages())
                .isEqualTo("; its last messages: line 25 / line 26 / line 27 / line 28 / line 29");
    }
}
