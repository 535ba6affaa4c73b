package tv.mux.input.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import tv.mux.input.Gzip;

class MemoryBudgetTest {
    private static final int MB = 1 << 20;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MemoryBudget memory = new MemoryBudget(40 * MB, meters);

    @Test
    void oneInputMayHoldHalfSoAnotherHasTheOtherHalf() {
        MemoryBudget.Slot greedy = memory.account().slot();
        assertThat(greedy.reserve(20 * MB)).isNull();
        assertThat(greedy.reserve(20 * MB + 1)).contains("one input may hold half of INPUT_MEMORY=41943040");
        MemoryBudget.Slot onAir = memory.account().slot();
        assertThat(onAir.reserve(20 * MB)).isNull();
        assertThat(memory.account().slot().reserve(1)).contains("all inputs together");
        assertThat(memory.held()).isEqualTo(40 * MB);
        assertThat(meters.get("mux.input.memory").gauge().value()).isEqualTo(40 * MB);
        assertThat(meters.get("mux.input.memory.refusals").counter().count()).isEqualTo(2);
    }

    @Test
    void aClosedInputHoldsNothing() {
        MemoryBudget.Account account = memory.account();
        MemoryBudget.Slot slot = account.slot();
        slot.set(5 * MB);
        account.close();
        assertThat(memory.held()).isZero();
        slot.set(7 * MB);
        assertThat(memory.held()).isZero();
        assertThat(slot.reserve(8 * MB)).isEqualTo("the input is closed");
    }

    @Test
    void countsABodyAsItArrives() throws ResponseBody.Refused {
        ResponseBody body = new ResponseBody(memory.account().slot(), 10 * MB);
        byte[] chunk = new byte[MB];
        for (int n = 1; n <= 10; n++) {
            body.add(chunk, MB);
            assertThat(memory.held()).isBetween((long) n * MB, 2L * n * MB);
        }
        assertThatThrownBy(() -> body.add(chunk, 1)).hasMessage("is larger than 10485760 bytes");
        assertThat(body.whole()).hasSize(10 * MB);
        assertThat(memory.held()).isEqualTo(10 * MB);
    }

    @Test
    void refusesAnAnnouncedSizeBeforeTheBodyArrives() {
        ResponseBody body = new ResponseBody(memory.account().slot(), 10 * MB);
        assertThatThrownBy(() -> body.expect(10L << 30)).hasMessage("has 10737418240 bytes; allowed are 10485760");
        assertThatCode(() -> body.expect(10 * MB)).doesNotThrowAnyException();
        assertThat(memory.held()).isEqualTo(10 * MB);
    }

    @Test
    void limitsADecompressedBody() throws IOException {
        byte[] bomb = Gzip.of("A".repeat(30 * MB)).getBytes();
        ResponseBody body = new ResponseBody(memory.account().slot(), 10 * MB);
        assertThatThrownBy(() -> body.inflate(bomb, true)).hasMessage("is larger than 10485760 bytes");
        assertThat(memory.held()).isLessThanOrEqualTo(10 * MB);
    }
}
