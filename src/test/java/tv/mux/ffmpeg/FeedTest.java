package tv.mux.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.ffmpeg.Media.at;
import static tv.mux.ffmpeg.Media.audio;
import static tv.mux.ffmpeg.Media.piece;
import static tv.mux.ffmpeg.Media.video;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tv.mux.bus.Position;
import tv.mux.bus.RunState.Cause;
import tv.mux.config.Config;
import tv.mux.input.InputClient;
import tv.mux.input.InputException;
import tv.mux.input.InputReader;
import tv.mux.ts.Stamp;

/** Where a run begins in what it takes over from another: nothing here is read from anywhere. */
class FeedTest {
    private final Vertx vertx = Vertx.vertx();
    private final Inputs.Known known = new Inputs(6000, () -> {}).of("http://127.0.0.1/live.m3u8");
    private final SegmentTries tries = known.tries();
    private final Feed feed = feed(null);

    @AfterEach
    void close() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private Feed feed(Position shown) {
        InputClient client = new InputClient(vertx, new Config.Input(List.of()), new SimpleMeterRegistry());
        return new Feed(
                vertx,
                client,
                "http://127.0.0.1/live.m3u8",
                new InputReader.Start(shown, false, 0, 0, 4000),
                new Normaliser(
                        vertx.createSharedWorkerExecutor("test"),
                        new Normaliser.Rules("ffmpeg", "veryfast", 20, 6000, false, 64 << 20),
                        Path.of("unused")),
                known);
    }

    @Test
    void anInputThatWasNeverShownBeginsWhereItBegins() {
        Piece first = piece(4, video(100, 102, 100));
        feed.giveBack(pieces(first), null, null);
        assertThat(feed.start().result()).isEqualTo(new Feed.Start(first, at(100), 0));
    }

    @Test
    void goesOnWithinASegment() {
        Piece first = piece(4, video(100, 103, 100, 101.5));
        feed.giveBack(pieces(first, piece(5, video(103, 106, 103))), null, new Position(4, at(101.5)));
        assertThat(feed.start().result()).isEqualTo(new Feed.Start(first, at(101.5), at(1.5)));
        assertThat(feed.next().result()).isInstanceOfSatisfying(Feed.Item.Media.class, next -> assertThat(
                        next.piece().segment().sequence())
                .isEqualTo(5));
    }

    @Test
    void goesOnAtTheBeginningOfASegment() {
        Piece second = piece(5, video(102, 104, 102));
        feed.giveBack(pieces(second), null, new Position(5, at(102)));
        assertThat(feed.start().result()).isEqualTo(new Feed.Start(second, at(102), 0));
    }

    @Test
    void whatWasShownToItsEndIsLeftOut() {
        Piece second = piece(5, video(102, 104, 102));
        feed.giveBack(pieces(piece(4, video(100, 102, 100)), second), null, new Position(4, at(102)));
        assertThat(feed.start().result()).isEqualTo(new Feed.Start(second, at(102), 0));
    }

    @Test
    void aRunThatGaveNothingIsBegunAgain() {
        Feed shownBefore = feed(new Position(4, at(101)));
        Piece first = piece(4, video(100, 102, 100, 101));
        shownBefore.giveBack(pieces(first), null, null);
        assertThat(shownBefore.start().result()).isEqualTo(new Feed.Start(first, at(101), at(1)));
        shownBefore.giveBack(pieces(first), null, null);
        assertThat(shownBefore.start().result()).isEqualTo(new Feed.Start(first, at(101), at(1)));
    }

    @Test
    void theSameNumberWithOtherPicturesIsAnotherInput() {
        Piece restarted = piece(4, video(7000, 7002, 7000));
        feed.giveBack(pieces(restarted), null, new Position(4, at(101)));
        assertThat(feed.start().result()).isEqualTo(new Feed.Start(restarted, at(7000), 0));
        Piece farther = piece(9, video(102, 104, 102));
        feed.giveBack(pieces(farther), null, new Position(4, at(101)));
        assertThat(feed.start().result()).isEqualTo(new Feed.Start(farther, at(102), 0));
    }

    @Test
    void behindASeamAllIsNew() {
        Feed.Item.Seam seam = new Feed.Item.Seam(Cause.DISCONTINUITY, "it says so");
        Piece after = piece(6, video(101, 103, 101));
        feed.giveBack(pieces(after), null, null);
        feed.giveBack(pieces(piece(5, video(100, 102, 100))), seam, new Position(5, at(102)));
        assertThat(feed.start().result()).isEqualTo(new Feed.Start(after, at(101), 0));
    }

    @Test
    void theEndIsTheEnd() {
        feed.giveBack(
                pieces(piece(5, video(100, 102, 100))),
                new Feed.Item.Seam(Cause.ENDED, "over"),
                new Position(5, at(102)));
        assertThat(failure(feed.start())).isEqualTo(Cause.ENDED);
    }

    @Test
    void whatIsNoTransportStreamCannotBegin() {
        feed.giveBack(pieces(Media.garbage(5)), null, null);
        assertThat(failure(feed.start())).isEqualTo(Cause.NOT_HLS);
    }

    @Test
    void audioAloneGoesOnToo() {
        Piece first = piece(4, audio(100, 102));
        feed.giveBack(pieces(first), null, new Position(4, at(101.9)));
        assertThat(feed.start().result()).isEqualTo(new Feed.Start(first, at(101.9), at(1.9)));
    }

    @Test
    void isAskedForHalfAFrameTooEarly() {
        Piece seen = piece(4, video(100, 102, 100, 101));
        assertThat(new Feed.Start(seen, at(101), at(1)).leaveOut())
                .isEqualTo(Duration.ofNanos(1_000_000_000L * (Stamp.HZ - Media.STEP / 2) / Stamp.HZ));
        assertThat(new Feed.Start(seen, at(100), 0).leaveOut()).isZero();
        // A frame of AAC lasts 10 ms at the least; stamps are rounded.
        Piece heard = piece(4, audio(100, 102));
        assertThat(new Feed.Start(heard, at(101), at(1)).leaveOut()).isEqualTo(Duration.ofMillis(998));
        assertThat(new Feed.Start(heard, at(100), 0).leaveOut()).isZero();
    }

    @Test
    void whatWasTriedThreeTimesIsLeftOut() {
        Piece bad = piece(5, video(102, 104, 102));
        Piece good = piece(6, video(104, 106, 104));
        for (int i = 0; i < SegmentTries.MOST; i++) {
            tries.failed(bad.segment());
        }
        feed.giveBack(pieces(bad, good), null, new Position(5, at(102)));
        assertThat(feed.start().result()).isEqualTo(new Feed.Start(good, at(104), 0));
    }

    @Test
    void aRunEndsBeforeASegmentThatIsTriedAlone() {
        Piece bad = piece(5, video(102, 104, 102));
        tries.failed(bad.segment());
        tries.failed(bad.segment());
        feed.giveBack(pieces(piece(4, video(100, 102, 100)), bad), null, null);
        assertThat(feed.start().result().piece().segment().sequence()).isEqualTo(4);
        assertThat(feed.next().result()).isInstanceOf(Feed.Item.Seam.class);
        assertThat(feed.start().result()).isEqualTo(new Feed.Start(bad, at(102), 0));
    }

    @Test
    void whatIsNoTransportStreamIsTriedThreeTimes() {
        Piece good = piece(6, video(104, 106, 104));
        for (int i = 0; i < SegmentTries.MOST; i++) {
            feed.giveBack(pieces(Media.garbage(5)), null, null);
            assertThat(failure(feed.start())).isEqualTo(Cause.NOT_HLS);
        }
        feed.giveBack(pieces(Media.garbage(5), good), null, null);
        assertThat(feed.start().result()).isEqualTo(new Feed.Start(good, at(104), 0));
    }

    private static Cause failure(Future<?> future) {
        return ((InputException) future.cause()).cause();
    }

    private static ArrayDeque<Piece> pieces(Piece... pieces) {
        return new ArrayDeque<>(List.of(pieces));
    }
}
