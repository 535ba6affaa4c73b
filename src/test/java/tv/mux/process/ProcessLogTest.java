package tv.mux.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessLogTest {
    private final ProcessLog transcript = new ProcessLog("r1");

    @Test
    void oneThatSaidNothingHasNothingToAdd() {
        assertThat(transcript.ending()).isEmpty();
    }

    @Test
    void theLastLinesAreKept() {
        for (int i = 0; i < 30; i++) {
            transcript.add(new StderrLine.Said(StderrLine.Weight.values()[i % 3], "line " + i));
        }
        assertThat(transcript.ending()).isEqualTo("; it said: line 25 / line 26 / line 27 / line 28 / line 29");
    }
}
