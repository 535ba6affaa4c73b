package tv.mux.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tv.mux.input.fetch.FetchLimits;

class ReloadScheduleTest {

    @Test
    void waitsTheTargetDurationAfterAChangeElseHalfOfIt() {
        assertThat(ReloadSchedule.delayMs(true, 4000, 1000, 1300)).isEqualTo(3700);
        assertThat(ReloadSchedule.delayMs(false, 4000, 1000, 1300)).isEqualTo(1700);
    }

    @Test
    void limitsTheWait() {
        assertThat(ReloadSchedule.delayMs(false, 1, 0, 5)).isEqualTo(100);
        assertThat(ReloadSchedule.delayMs(true, 1000, 0, 5000)).isEqualTo(100);
        assertThat(ReloadSchedule.delayMs(true, 1_000_000_000, 0, 0)).isEqualTo(60_000);
    }

    @Test
    void isStalledAfterThreeTargetDurationsAndAtLeastSixSeconds() {
        ReloadSchedule reload = new ReloadSchedule(FetchLimits.SERVICE, 0);
        assertThat(reload.stalled(1000, 5999)).isFalse();
        assertThat(reload.stalled(1000, 6000)).isTrue();
        assertThat(reload.stalled(4000, 11_999)).isFalse();
        assertThat(reload.stalled(4000, 12_000)).isTrue();
        reload.changed(10_000);
        assertThat(reload.stalled(1000, 12_000)).isFalse();
    }
}
