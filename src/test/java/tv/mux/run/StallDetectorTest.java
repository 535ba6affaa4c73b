package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.run.Media.audio;
import static tv.mux.run.Media.piece;
import static tv.mux.run.Media.video;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tv.mux.normalise.Piece;
import tv.mux.process.StderrLine;

class StallDetectorTest {
    private static final Duration SEGMENT = Duration.ofSeconds(4);

    private long now = 1_000_000;
    private StallDetector detector = new StallDetector(0, SEGMENT, 0, now);

    @Test
    void isNotStuckWithoutEnoughInput() {
        feed(0, 4);
        assertThat(after(60_000)).isEmpty();
    }

    @Test
    void allowsTimeToStart() {
        feed(0, 6);
        assertThat(after(StallDetector.STARTING_MS)).isEmpty();
        assertThat(after(StallDetector.CHECK_MS))
                .hasValueSatisfying(why -> assertThat(why).contains("silent for 5250 ms"));
    }

    @Test
    void detectsSilence() {
        progress("0");
        feed(0, 6);
        assertThat(after(StallDetector.SILENCE_MS)).isEmpty();
        assertThat(after(StallDetector.CHECK_MS)).isPresent();
    }

    @Test
    void detectsThatInputIsNotRead() {
        progress("0");
        detector.writeStarted(piece(0, video(0, 2, 0)), now);
        assertThat(after(StallDetector.SILENCE_MS)).isEmpty();
        assertThat(after(StallDetector.CHECK_MS))
                .hasValueSatisfying(why -> assertThat(why).contains("does not read its input"));
    }

    @Test
    void aProcessThatReadsSlowlyButMakesProgressIsNotStuck() {
        detector.writeStarted(piece(0, video(0, 2, 0)), now);
        for (int i = 0; i < 20; i++) {
            progress("" + i);
            assertThat(after(1000)).isEmpty();
        }
        detector.writeCompleted();
        assertThat(after(60_000)).isEmpty();
    }

    @Test
    void silenceCountsFromWhenTheInputWasFed() {
        progress("0");
        after(30_000);
        feed(0, 6);
        assertThat(after(StallDetector.SILENCE_MS)).isEmpty();
        assertThat(after(StallDetector.CHECK_MS)).isPresent();
    }

    @Test
    void aProcessThatMakesProgressIsNotStuck() {
        feed(0, 6);
        for (int i = 0; i < 20; i++) {
            progress("" + i);
            assertThat(after(1000)).isEmpty();
        }
        progress("19");
        assertThat(after(1000)).isPresent();
    }

    @Test
    void onlyOutTimeIsProgress() {
        progress("7");
        feed(0, 6);
        for (int i = 0; i < 2; i++) {
            detector.progress(new StderrLine.Progress("speed", i + "x"), now);
            assertThat(after(750)).isEmpty();
        }
        detector.progress(new StderrLine.Progress("speed", "3x"), now);
        assertThat(after(500)).isPresent();
    }

    @Test
    void theNextSegmentIsDueOnlyWhenItIsFed() {
        feed(0, 6);
        detector.announced(now);
        detector.segmentFinished(0);
        assertThat(after(60_000)).isEmpty();
        feed(6, 10);
        assertThat(after(StallDetector.SILENCE_MS + StallDetector.CHECK_MS)).isPresent();
    }

    @Test
    void theNextSegmentMayBeDueAtOnce() {
        feed(0, 10);
        detector.announced(now);
        detector.segmentFinished(0);
        assertThat(after(StallDetector.SILENCE_MS + StallDetector.CHECK_MS)).isPresent();
        detector.announced(now);
        detector.segmentFinished(1);
        assertThat(after(60_000)).isEmpty();
    }

    @Test
    void aKeyFrameEndsOneSegmentOnly() {
        progress("0");
        for (int segment = 0; segment < 20; segment++) {
            // Key frames every 5 s, and segments of 4 s: the key frame at 20 s ends the fourth segment, but not the
            // fifth.
            feed(piece(segment, video(segment * 5, segment * 5 + 5, segment * 5)));
            if (segment > 0) {
                detector.announced(now);
                detector.segmentFinished(segment - 1);
            }
            assertThat(after(5_000)).isEmpty();
        }
        feed(piece(20, video(100, 105, 100)));
        assertThat(after(StallDetector.SILENCE_MS + StallDetector.CHECK_MS)).isPresent();
    }

    @Test
    void aKeyFrameEndsASegmentOnlyWhenTheNextFrameIsFed() {
        progress("0");
        feed(piece(1, video(0, 4 + 1 / 30.0, 0, 4)));
        assertThat(after(60_000)).isEmpty();
        feed(piece(2, video(4 + 1 / 30.0, 8, 6)));
        assertThat(after(StallDetector.SILENCE_MS + StallDetector.CHECK_MS)).isPresent();
    }

    @Test
    void theFirstSegmentBeginsWithTheFirstKeyFrame() {
        progress("0");
        feed(piece(1, video(0, 6, 5)));
        assertThat(after(60_000)).isEmpty();
        feed(piece(2, video(6, 12, 11)));
        assertThat(after(StallDetector.SILENCE_MS + StallDetector.CHECK_MS)).isPresent();
    }

    @Test
    void aPauseOfThisServiceIsNoSilence() {
        progress("0");
        feed(0, 6);
        after(1000);
        now += 20_000;
        assertThat(detector.stuck(now)).isEmpty();
        assertThat(after(StallDetector.SILENCE_MS)).isEmpty();
        assertThat(after(StallDetector.CHECK_MS)).isPresent();
    }

    @Test
    void worksAfterTheTimeStampsHaveWrappedAround() {
        progress("0");
        int segment = -1;
        for (int from = 0; from < 50 * 3600; from += 4) {
            feed(from, from + 4);
            if (from > 0) {
                detector.announced(now);
                detector.segmentFinished(++segment);
            }
        }
        assertThat(after(60_000)).isEmpty();
        feed(50 * 3600, 50 * 3600 + 4);
        assertThat(after(StallDetector.SILENCE_MS + StallDetector.CHECK_MS)).isPresent();
    }

    @Test
    void detectsSilenceWithoutVideo() {
        progress("0");
        feed(piece(1, audio(0, 2)));
        feed(piece(2, audio(2, 4)));
        assertThat(after(60_000)).isEmpty();
        feed(piece(3, audio(4, 6)));
        assertThat(after(StallDetector.SILENCE_MS + StallDetector.CHECK_MS)).isPresent();
    }

    @Test
    void videoMayBeMissingForAWhile() {
        progress("0");
        feed(0, 2);
        for (int from = 2; from < 20; from += 2) {
            feed(piece(from, audio(from, from + 2)));
        }
        feed(Media.garbage(99));
        assertThat(after(60_000)).isEmpty();
    }

    @Test
    void anEncoderNeedsPicturesAfterTheKeyFrame() {
        detector = new StallDetector(0, SEGMENT, 50, now);
        progress("0");
        feed(0, 4);
        // One second of the next segment is less than the lookahead of the encoder.
        feed(piece(4, video(4, 5, 4)));
        assertThat(after(60_000)).isEmpty();
        feed(piece(5, video(5, 6)));
        assertThat(after(StallDetector.SILENCE_MS + StallDetector.CHECK_MS)).isPresent();
    }

    @Test
    void anEncoderThatUsesTheProcessorIsNotStuck() {
        detector = new StallDetector(0, SEGMENT, 20, now);
        progress("0");
        feed(0, 8);
        for (long used = 0; used < 50_000; used += 1000) {
            detector.cpuTime(used, now);
            assertThat(after(1000)).isEmpty();
        }
        assertThat(after(StallDetector.SILENCE_MS)).isPresent();
    }

    @Test
    void anEncoderThatUsesTheProcessorWithoutProgressIsStuck() {
        detector = new StallDetector(0, SEGMENT, 20, now);
        progress("0");
        feed(0, 8);
        Optional<String> why = Optional.empty();
        long begin = now;
        for (long used = 0; why.isEmpty(); used += 1000) {
            detector.cpuTime(used, now);
            why = after(1000);
        }
        assertThat(now - begin).isBetween(StallDetector.NO_PROGRESS_MS, StallDetector.NO_PROGRESS_MS + 1000);
    }

    @Test
    void aProcessThatOnlyCopiesIsStuckEvenIfItUsesTheProcessor() {
        progress("0");
        feed(0, 6);
        detector.cpuTime(1000, now + 1000);
        assertThat(after(StallDetector.SILENCE_MS + StallDetector.CHECK_MS)).isPresent();
    }

    private void feed(Piece piece) {
        detector.writeStarted(piece, now);
        detector.writeCompleted();
    }

    /** Feeds pieces of two seconds that begin with a key frame. */
    private void feed(int from, int to) {
        for (int at = from; at < to; at += 2) {
            feed(piece(at, video(at, at + 2, at)));
        }
    }

    private void progress(String position) {
        detector.progress(new StderrLine.Progress("out_time_us", position), now);
    }

    /** Checks at regular intervals for a time; returns why the process is stuck. */
    private Optional<String> after(long ms) {
        Optional<String> why = Optional.empty();
        for (long until = now + ms; now < until && why.isEmpty(); ) {
            now += StallDetector.CHECK_MS;
            why = detector.stuck(now);
        }
        return why;
    }
}
