package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tv.mux.config.Config.TransitionMode;
import tv.mux.model.InputProgress;
import tv.mux.model.Playhead;
import tv.mux.model.Position;
import tv.mux.model.ResumePoint;
import tv.mux.status.RunStatus.Cause;

/** What a stream begins with after a start. */
class SwitchStateTest {
    private static final Playhead A = new Playhead("A", "A", 1);
    private static final Playhead B = new Playhead("B", "B", 1);
    private static final InputProgress FAR = new InputProgress(new Position(17, 900_000), 4_500);

    private static ResumePoint onAir(String head, Playhead playhead) {
        return new ResumePoint(playhead, head, head, Map.of("A", FAR), 0, Drive.TARGET_MS, 20, 7);
    }

    private static Drive overlap(ResumePoint origin, Playhead wanted) {
        return Drive.from(TransitionMode.OVERLAP, origin, wanted);
    }

    @Test
    void theInputOnAirGoesOnBehindWhatWasShownWithADiscontinuity() {
        Drive drive = overlap(onAir("A", A), A).at(200).cut("A");

        assertThat(drive.orders()).containsExactly("0 start A1", "200 publish A1#0!");
        assertThat(drive.start("A1").publishedUpTo()).isEqualTo(FAR.end());
        assertThat(drive.start("A1").longestSegmentMs()).isEqualTo(4_500);
        assertThat(drive.start("A1").resumes()).isNull();
    }

    @Test
    void theSchedulerSayingWhatIsKnownChangesNothing() {
        Drive drive = overlap(onAir("A", A), A).soFar();

        assertThat(drive.at(50).wants("A").at(200).cut("A").orders()).containsExactly("200 publish A1#0!");
    }

    @Test
    void theInputOnAirComesBackWhileTheOneWantedIsBegun() {
        Drive drive = overlap(onAir("A", B), B);
        assertThat(drive.orders()).containsExactly("0 start A1", "0 start B1");
        assertThat(drive.lanes()).isEqualTo("A>B");

        assertThat(drive.at(300).cut("B").orders())
                .containsExactly("300 publish B1#0!", "300 switched B", "300 kill A1");
    }

    @Test
    void theInputOnAirStaysWhereTheOneWantedIsDead() {
        Drive drive = overlap(onAir("A", B), B).soFar();

        assertThat(drive.at(100).ended("B", Cause.UNREACHABLE).at(200).cut("A").orders())
                .containsExactly("100 kill B1", "200 publish A1#0!");
    }

    @Test
    void ofInputsThatAllowOneReaderTheOneWantedIsBegunFirst() {
        Drive drive = Drive.from(TransitionMode.SEQUENTIAL, onAir("A", B), B);
        assertThat(drive.orders()).containsExactly("0 start B1");

        assertThat(drive.at(100).ended("B", Cause.UNREACHABLE).orders())
                .containsExactly("100 no switch B", "100 kill B1", "100 start A1");
    }

    @Test
    void theDefaultIsOnAirUntilTheSchedulerSpeaks() {
        ResumePoint empty = new ResumePoint(null, null, null, Map.of(), 0, Drive.TARGET_MS, 20, 7);
        Drive drive = overlap(empty, A).at(200).cut("A");
        assertThat(drive.orders()).containsExactly("0 start A1", "200 publish A1#0", "200 switched A");

        assertThat(drive.at(2_500).wants("B").orders())
                .as("the scheduler's first word is no burst")
                .containsExactly("2500 store B", "2500 start B1");
    }

    @Test
    void theFirstWordAfterAStartIsNoBurst() {
        Drive drive = overlap(onAir("A", A), A).soFar();

        assertThat(drive.at(10).wants("B").orders()).containsExactly("10 store B", "10 start B1");
    }

    @Test
    void whatWasOnAirWithoutAPlayheadGoesOn() {
        assertThat(overlap(onAir("A", null), null).orders()).containsExactly("0 start A1");
    }
}
