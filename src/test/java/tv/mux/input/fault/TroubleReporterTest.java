package tv.mux.input.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.mux.input.fault.TroubleReporter.Area;
import tv.mux.status.RunStatus.Cause;

class TroubleReporterTest {
    private final List<Cause> reported = new ArrayList<>();
    private final TroubleReporter troubles = new TroubleReporter(trouble -> reported.add(trouble.cause()));

    @Test
    void reportsEachCauseOnceUntilAllAreasRecover() {
        troubles.report(Area.PLAYLIST, Cause.UNREACHABLE, "");
        troubles.report(Area.PLAYLIST, Cause.UNREACHABLE, "");
        troubles.report(Area.SEGMENTS, Cause.UNREACHABLE, "");
        troubles.report(Area.PLAYLIST, Cause.NOT_HLS, "");
        troubles.report(Area.PLAYLIST, Cause.UNREACHABLE, "");
        troubles.resolve(Area.PLAYLIST, "");
        troubles.resolve(Area.SEGMENTS, "");
        troubles.resolve(Area.SEGMENTS, "");
        troubles.report(Area.PLAYLIST, Cause.UNREACHABLE, "");
        assertThat(reported).containsExactly(Cause.UNREACHABLE, Cause.NOT_HLS, null, Cause.UNREACHABLE);
    }
}
