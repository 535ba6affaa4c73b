package tv.mux.input.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.mux.input.fault.InputTroubles.Place;
import tv.mux.status.RunStatus.Cause;

class InputTroublesTest {
    private final List<Cause> told = new ArrayList<>();
    private final InputTroubles troubles = new InputTroubles(trouble -> told.add(trouble.cause()));

    @Test
    void aKindIsToldOnceUntilAllIsWell() {
        troubles.wrong(Place.PLAYLIST, Cause.UNREACHABLE, "");
        troubles.wrong(Place.PLAYLIST, Cause.UNREACHABLE, "");
        troubles.wrong(Place.SEGMENTS, Cause.UNREACHABLE, "");
        troubles.wrong(Place.PLAYLIST, Cause.NOT_HLS, "");
        troubles.wrong(Place.PLAYLIST, Cause.UNREACHABLE, "");
        troubles.well(Place.PLAYLIST, "");
        troubles.well(Place.SEGMENTS, "");
        troubles.well(Place.SEGMENTS, "");
        troubles.wrong(Place.PLAYLIST, Cause.UNREACHABLE, "");
        assertThat(told).containsExactly(Cause.UNREACHABLE, Cause.NOT_HLS, null, Cause.UNREACHABLE);
    }
}
