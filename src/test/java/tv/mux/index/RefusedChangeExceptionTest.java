package tv.mux.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedChangeExceptionTest {
    @Test
    void theAnswerStatesTheType() {
        Stream.of(
                        new RefusedChangeException.StaleTerm("term 3 is over"),
                        new RefusedChangeException.WrongNumber("segment 7 is not the next one, 8 is"),
                        new RefusedChangeException.Malformed("durationMs=-4000"))
                .forEach(refused -> assertThat(RefusedChangeException.of(refused.answer()))
                        .isExactlyInstanceOf(refused.getClass())
                        .hasMessageStartingWith("refused: ")
                        .hasMessageContaining(refused.getMessage()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refused: term 1795590773 is over: the log's is 1795590799 of n2 | StaleTerm",
                "refused: there is no stream yet | StaleTerm",
                "refused: segment 7 is not the next one, 8 is | WrongNumber",
                "refused: listedUpTo=9 is beyond nextMsn=7 | Malformed"
            })
    void understandsTheAnswersOfRelease030(String answer, String type) {
        assertThat(RefusedChangeException.of(answer).getClass().getSimpleName()).isEqualTo(type);
    }
}
