package tv.mux.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DescriptorBudgetTest {
    private static final OptionalInt UNSET = OptionalInt.empty();

    @Test
    void reservesDescriptorsForTheServiceFirst() {
        assertThat(DescriptorBudget.of(800, true).connections(UNSET)).isEqualTo(480);
        assertThat(DescriptorBudget.of(800, false).connections(UNSET)).isEqualTo(224);
        assertThat(DescriptorBudget.of(800, true).connections(OptionalInt.of(5_000)))
                .isEqualTo(480);
        assertThat(DescriptorBudget.of(800, true).connections(OptionalInt.of(100)))
                .isEqualTo(100);
        assertThat(DescriptorBudget.of(4_000, true).connections(UNSET)).isEqualTo(3_000);
        assertThat(DescriptorBudget.of(100, true).connections(UNSET)).isEqualTo(16);
    }

    @Test
    void limitsConnectionsByDefaultDespiteManyDescriptors() {
        DescriptorBudget budget = DescriptorBudget.of(Long.MAX_VALUE, true);
        assertThat(budget.connections(UNSET)).isEqualTo(10_000);
        assertThat(budget.connections(OptionalInt.of(50_000))).isEqualTo(50_000);
        assertThat(budget.low()).isFalse();
        assertThat(DescriptorBudget.of(1_000, true).low()).isTrue();
    }

    @Test
    void allowsOneAddressHalfOfTheConnections() {
        assertThat(DescriptorBudget.perAddress(UNSET, 480)).isEqualTo(240);
        assertThat(DescriptorBudget.perAddress(UNSET, 1)).isEqualTo(1);
        assertThat(DescriptorBudget.perAddress(OptionalInt.of(0), 480)).isZero();
    }
}
