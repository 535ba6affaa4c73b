package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.run.Media.audio;
import static tv.mux.run.Media.piece;
import static tv.mux.run.Media.video;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tv.mux.process.StderrLine;

class StallDetectorTest {
    private static final Duration SEGMENT = Duration.ofSeconds(4);

    private long now = 1_000_000;
    private StallDetector watchdog = new StallDetector(0, SEGMENT, 0, now);

    @Test
    void isPatientWhileTheInputHasNotGivenEnough() {
        feed(0, 4);
        assertThat(after(60_000)).isEmpty();
    }

    @Test
    void isPatientWithOneThatIsJustStarting() {
        feed(0, 6);
        assertThat(after(StallDetector.STARTING_MS)).isEmpty();
        assertThat(after(StallDetector.LOOK_MS))
                .hasValueSatisfying(why -> assertThat(why).contains("silent for 5250 ms"));
    }

    @Test
    void noticesSilenceOfOneThatLived() {
        progress("0");
        feed(0, 6);
        assertThat(after(StallDetector.SILENT_MS)).isEmpty();
        assertThat(after(StallDetector.LOOK_MS)).isPresent();
    }

    @Test
    void noticesOneThatTakesNothing() {
        progress("0");
        watchdog.giving(now);
        assertThat(after(StallDetector.SILENT_MS)).isEmpty();
        assertThat(after(StallDetector.LOOK_MS))
                .hasValueSatisfying(why -> assertThat(why).contains("takes nothing"));
    }

    @Test
    void oneThatTakesSlowlyButMovesIsAlive() {
        watchdog.giving(now);
        for (int i = 0; i < 20; i++) {
            progress("" + i);
            assertThat(after(1000)).isEmpty();
        }
        watchdog.taken();
        assertThat(after(60_000)).isEmpty();
    }

    @Test
    void countsFromWhenAllWasFed() {
        progress("0");
        after(30_000);
        feed(0, 6);
        assertThat(after(StallDetector.SILENT_MS)).isEmpty();
        assertThat(after(StallDetector.LOOK_MS)).isPresent();
    }

    @Test
    void oneThatMovesIsAlive() {
        feed(0, 6);
        for (int i = 0; i < 20; i++) {
            progress("" + i);
            assertThat(after(1000)).isEmpty();
        }
        progress("19");
        assertThat(after(1000)).isPresent();
    }

    @Test
    void whatItSaysOfOtherThingsIsNoMove() {
        progress("7");
        feed(0, 6);
        for (int i = 0; i < 2; i++) {
            watchdog.progress(new StderrLine.Progress("speed", i + "x"), now);
            assertThat(after(750)).isEmpty();
        }
        watchdog.progress(new StderrLine.Progress("speed", "3x"), now);
        assertThat(after(500)).isPresent();
    }

    @Test
    void afterACutTheNextIsWaitedForOnlyWhenItIsFed() {
        feed(0, 6);
        watchdog.announced(now);
        watchdog.cut(0);
        assertThat(after(60_000)).isEmpty();
        feed(6, 10);
        assertThat(after(StallDetector.SILENT_MS + StallDetector.LOOK_MS)).isPresent();
    }

    @Test
    void theNextMayBeDueAtOnce() {
        feed(0, 10);
        watchdog.announced(now);
        watchdog.cut(0);
        assertThat(after(StallDetector.SILENT_MS + StallDetector.LOOK_MS)).isPresent();
        watchdog.announced(now);
        watchdog.cut(1);
        assertThat(after(60_000)).isEmpty();
    }

    @Test
    void aKeyFrameFinishesOneCutOnlyHoweverFarApartTheyAre() {
        progress("0");
        for (int cut = 0; cut < 20; cut++) {
            // Key frames every five seconds, and cuts of four: the fourth cut ends at 20 s, which is no end of the
            // fifth.
            watchdog.fed(piece(cut, video(cut * 5, cut * 5 + 5, cut * 5)), now);
            if (cut > 0) {
                watchdog.announced(now);
                watchdog.cut(cut - 1);
            }
            assertThat(after(5_000)).isEmpty();
        }
        watchdog.fed(piece(20, video(100, 105, 100)), now);
        assertThat(after(StallDetector.SILENT_MS + StallDetector.LOOK_MS)).isPresent();
    }

    @Test
    void aKeyFrameThatIsTheVeryLastOfItsSegmentDoesNotFinishACutYet() {
        progress("0");
        watchdog.fed(piece(1, video(0, 4 + 1 / 30.0, 0, 4)), now);
        assertThat(after(60_000)).isEmpty();
        watchdog.fed(piece(2, video(4 + 1 / 30.0, 8, 6)), now);
        assertThat(after(StallDetector.SILENT_MS + StallDetector.LOOK_MS)).isPresent();
    }

    @Test
    void theFirstCutBeginsWithTheFirstKeyFrameHoweverLateThatComes() {
        progress("0");
        watchdog.fed(piece(1, video(0, 6, 5)), now);
        assertThat(after(60_000)).isEmpty();
        watchdog.fed(piece(2, video(6, 12, 11)), now);
        assertThat(after(StallDetector.SILENT_MS + StallDetector.LOOK_MS)).isPresent();
    }

    @Test
    void forgivesWhenWeOurselvesWerePaused() {
        progress("0");
        feed(0, 6);
        after(1000);
        now += 20_000;
        assertThat(watchdog.stuck(now)).isEmpty();
        assertThat(after(StallDetector.SILENT_MS)).isEmpty();
        assertThat(after(StallDetector.LOOK_MS)).isPresent();
    }

    @Test
    void worksOnAfterDays() {
        progress("0");
        int cut = -1;
        for (int from = 0; from < 50 * 3600; from += 4) {
            feed(from, from + 4);
            if (from > 0) {
                watchdog.announced(now);
                watchdog.cut(++cut);
            }
        }
        assertThat(after(60_000)).isEmpty();
        feed(50 * 3600, 50 * 3600 + 4);
        assertThat(after(StallDetector.SILENT_MS + StallDetector.LOOK_MS)).isPresent();
    }

    @Test
    void watchesAudioAlone() {
        progress("0");
        watchdog.fed(piece(1, audio(0, 2)), now);
        watchdog.fed(piece(2, audio(2, 4)), now);
        assertThat(after(60_000)).isEmpty();
        watchdog.fed(piece(3, audio(4, 6)), now);
        assertThat(after(StallDetector.SILENT_MS + StallDetector.LOOK_MS)).isPresent();
    }

    @Test
    void videoThatIsMissingForAWhileIsNotAudioAlone() {
        progress("0");
        feed(0, 2);
        for (int from = 2; from < 20; from += 2) {
            watchdog.fed(piece(from, audio(from, from + 2)), now);
        }
        watchdog.fed(Media.garbage(99), now);
        assertThat(after(60_000)).isEmpty();
    }

    @Test
    void oneThatEncodesNeedsPicturesBehindTheKeyFrame() {
        watchdog = new StallDetector(0, SEGMENT, 50, now);
        progress("0");
        feed(0, 4);
        // A second of the next segment: the encoder looks further ahead.
        watchdog.fed(piece(4, video(4, 5, 4)), now);
        assertThat(after(60_000)).isEmpty();
        watchdog.fed(piece(5, video(5, 6)), now);
        assertThat(after(StallDetector.SILENT_MS + StallDetector.LOOK_MS)).isPresent();
    }

    @Test
    void oneThatEncodesAndWorksIsSlowAndNotStuck() {
        watchdog = new StallDetector(0, SEGMENT, 20, now);
        progress("0");
        feed(0, 8);
        for (long used = 0; used < 50_000; used += 1000) {
            watchdog.worked(used, now);
            assertThat(after(1000)).isEmpty();
        }
        assertThat(after(StallDetector.SILENT_MS)).isPresent();
    }

    @Test
    void workWithoutEndAndWithoutResultIsNotWaitedFor() {
        watchdog = new StallDetector(0, SEGMENT, 20, now);
        progress("0");
        feed(0, 8);
        Optional<String> why = Optional.empty();
        long began = now;
        for (long used = 0; why.isEmpty(); used += 1000) {
            watchdog.worked(used, now);
            why = after(1000);
        }
        assertThat(now - began).isBetween(StallDetector.FRUITLESS_MS, StallDetector.FRUITLESS_MS + 1000);
    }

    @Test
    void oneThatCopiesHasNoExcuseInWorking() {
        progress("0");
        feed(0, 6);
        watchdog.worked(1000, now + 1000);
        assertThat(after(StallDetector.SILENT_MS + StallDetector.LOOK_MS)).isPresent();
    }

    /** Input segments of two seconds, a key frame at the beginning of each. */
    private void feed(int from, int to) {
        for (int at = from; at < to; at += 2) {
            watchdog.fed(piece(at, video(at, at + 2, at)), now);
        }
    }

    private void progress(String position) {
        watchdog.progress(new StderrLine.Progress("out_time_us", position), now);
    }

    /** What it says when it has looked so long, as often as it should. */
    private Optional<String> after(long ms) {
        Optional<String> why = Optional.empty();
        for (long until = now + ms; now < until && why.isEmpty(); ) {
            now += StallDetector.LOOK_MS;
            why = watchdog.stuck(now);
        }
        return why;
    }
}
