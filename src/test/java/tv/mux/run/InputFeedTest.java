package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.run.Media.at;
import static tv.mux.run.Media.audio;
import static tv.mux.run.Media.piece;
import static tv.mux.run.Media.video;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.mux.config.Config;
import tv.mux.input.InputReader;
import tv.mux.input.fault.InputException;
import tv.mux.input.fetch.InputClient;
import tv.mux.media.Stamp;
import tv.mux.model.Position;
import tv.mux.normalise.InputNormaliser;
import tv.mux.normalise.NormaliserSettings;
import tv.mux.normalise.Piece;
import tv.mux.status.RunStatus.Cause;

/** Tests where a run begins in the pieces that it takes over from another run. Reads no input. */
@ExtendWith(VertxExtension.class)
class InputFeedTest {
    private Vertx vertx;
    private final InputHistory.Known known = new InputHistory(6000, () -> {}).of("http://127.0.0.1/live.m3u8");
    private final SegmentAttempts attempts = known.attempts();
    private InputFeed feed;

    @BeforeEach
    void createFeed(Vertx vertx) {
        this.vertx = vertx;
        feed = feed(null);
    }

    private InputFeed feed(Position published) {
        InputClient client = new InputClient(vertx, new Config.Input(List.of()), new SimpleMeterRegistry());
        return new InputFeed(
                vertx,
                client,
                "http://127.0.0.1/live.m3u8",
                new InputReader.Start(published, false, 0, 0, 4000),
                new InputNormaliser(
                        vertx.createSharedWorkerExecutor("test"),
                        new NormaliserSettings("ffmpeg", "veryfast", 20, 6000, false, 64 << 20),
                        Path.of("unused")),
                known);
    }

    @Test
    void aNewInputBeginsWithItsFirstFrame() {
        Piece first = piece(4, video(100, 102, 100));
        feed.takeBack(pieces(first), null, null);
        assertThat(feed.start().result()).isEqualTo(new InputFeed.Start(first, at(100), 0));
    }

    @Test
    void resumesWithinASegment() {
        Piece first = piece(4, video(100, 103, 100, 101.5));
        feed.takeBack(pieces(first, piece(5, video(103, 106, 103))), null, new Position(4, at(101.5)));
        assertThat(feed.start().result()).isEqualTo(new InputFeed.Start(first, at(101.5), at(1.5)));
        assertThat(feed.next().result()).isInstanceOfSatisfying(InputFeed.Item.Media.class, next -> assertThat(
                        next.piece().segment().sequence())
                .isEqualTo(5));
    }

    @Test
    void resumesAtTheBeginningOfASegment() {
        Piece second = piece(5, video(102, 104, 102));
        feed.takeBack(pieces(second), null, new Position(5, at(102)));
        assertThat(feed.start().result()).isEqualTo(new InputFeed.Start(second, at(102), 0));
    }

    @Test
    void skipsASegmentThatIsPublished() {
        Piece second = piece(5, video(102, 104, 102));
        feed.takeBack(pieces(piece(4, video(100, 102, 100)), second), null, new Position(4, at(102)));
        assertThat(feed.start().result()).isEqualTo(new InputFeed.Start(second, at(102), 0));
    }

    @Test
    void aRunWithoutOutputIsRepeated() {
        InputFeed resumed = feed(new Position(4, at(101)));
        Piece first = piece(4, video(100, 102, 100, 101));
        resumed.takeBack(pieces(first), null, null);
        assertThat(resumed.start().result()).isEqualTo(new InputFeed.Start(first, at(101), at(1)));
        resumed.takeBack(pieces(first), null, null);
        assertThat(resumed.start().result()).isEqualTo(new InputFeed.Start(first, at(101), at(1)));
    }

    @Test
    void aPositionInOtherMediaIsIgnored() {
        Piece restarted = piece(4, video(7000, 7002, 7000));
        feed.takeBack(pieces(restarted), null, new Position(4, at(101)));
        assertThat(feed.start().result()).isEqualTo(new InputFeed.Start(restarted, at(7000), 0));
        Piece farther = piece(9, video(102, 104, 102));
        feed.takeBack(pieces(farther), null, new Position(4, at(101)));
        assertThat(feed.start().result()).isEqualTo(new InputFeed.Start(farther, at(102), 0));
    }

    @Test
    void afterASeamARunBeginsWithTheFirstFrame() {
        InputFeed.Item.Seam seam = new InputFeed.Item.Seam(Cause.DISCONTINUITY, "announced");
        Piece after = piece(6, video(101, 103, 101));
        feed.takeBack(pieces(after), null, null);
        feed.takeBack(pieces(piece(5, video(100, 102, 100))), seam, new Position(5, at(102)));
        assertThat(feed.start().result()).isEqualTo(new InputFeed.Start(after, at(101), 0));
    }

    @Test
    void aRunCannotBeginAfterTheEnd() {
        feed.takeBack(
                pieces(piece(5, video(100, 102, 100))),
                new InputFeed.Item.Seam(Cause.ENDED, "over"),
                new Position(5, at(102)));
        assertThat(failure(feed.start())).isEqualTo(Cause.ENDED);
    }

    @Test
    void aRunCannotBeginWithGarbage() {
        feed.takeBack(pieces(Media.garbage(5)), null, null);
        assertThat(failure(feed.start())).isEqualTo(Cause.NOT_HLS);
    }

    @Test
    void resumesWithoutVideo() {
        Piece first = piece(4, audio(100, 102));
        feed.takeBack(pieces(first), null, new Position(4, at(101.9)));
        assertThat(feed.start().result()).isEqualTo(new InputFeed.Start(first, at(101.9), at(1.9)));
    }

    @Test
    void skipsHalfAFrameLess() {
        Piece pictures = piece(4, video(100, 102, 100, 101));
        assertThat(new InputFeed.Start(pictures, at(101), at(1)).skipDuration())
                .isEqualTo(Duration.ofNanos(1_000_000_000L * (Stamp.HZ - Media.STEP / 2) / Stamp.HZ));
        assertThat(new InputFeed.Start(pictures, at(100), 0).skipDuration()).isZero();
        // An AAC frame lasts at least 10 ms, and time stamps are rounded.
        Piece sound = piece(4, audio(100, 102));
        assertThat(new InputFeed.Start(sound, at(101), at(1)).skipDuration()).isEqualTo(Duration.ofMillis(998));
        assertThat(new InputFeed.Start(sound, at(100), 0).skipDuration()).isZero();
    }

    @Test
    void aSegmentThatFailedThreeTimesIsLeftOut() {
        Piece bad = piece(5, video(102, 104, 102));
        Piece good = piece(6, video(104, 106, 104));
        for (int i = 0; i < SegmentAttempts.MAX_ATTEMPTS; i++) {
            attempts.recordFailure(bad.segment());
        }
        feed.takeBack(pieces(bad, good), null, new Position(5, at(102)));
        assertThat(feed.start().result()).isEqualTo(new InputFeed.Start(good, at(104), 0));
    }

    @Test
    void aRunEndsBeforeASegmentThatIsTriedAlone() {
        Piece bad = piece(5, video(102, 104, 102));
        attempts.recordFailure(bad.segment());
        attempts.recordFailure(bad.segment());
        feed.takeBack(pieces(piece(4, video(100, 102, 100)), bad), null, null);
        assertThat(feed.start().result().piece().segment().sequence()).isEqualTo(4);
        assertThat(feed.next().result()).isInstanceOf(InputFeed.Item.Seam.class);
        assertThat(feed.start().result()).isEqualTo(new InputFeed.Start(bad, at(102), 0));
    }

    @Test
    void garbageIsTriedThreeTimes() {
        Piece good = piece(6, video(104, 106, 104));
        for (int i = 0; i < SegmentAttempts.MAX_ATTEMPTS; i++) {
            feed.takeBack(pieces(Media.garbage(5)), null, null);
            assertThat(failure(feed.start())).isEqualTo(Cause.NOT_HLS);
        }
        feed.takeBack(pieces(Media.garbage(5), good), null, null);
        assertThat(feed.start().result()).isEqualTo(new InputFeed.Start(good, at(104), 0));
    }

    private static Cause failure(Future<?> future) {
        return ((InputException) future.cause()).cause();
    }

    private static ArrayDeque<Piece> pieces(Piece... pieces) {
        return new ArrayDeque<>(List.of(pieces));
    }
}
