package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.run.Media.at;
import static tv.mux.run.Media.audio;
import static tv.mux.run.Media.openVideo;
import static tv.mux.run.Media.piece;
import static tv.mux.run.Media.video;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tv.mux.media.Stamp;
import tv.mux.model.Position;
import tv.mux.normalise.Piece;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

class FedLedgerTest {
    @Test
    void aSegmentMayEndWhereAnInputSegmentEnds() {
        FedLedger ledger = ledger(
                100, piece(7, video(100, 102, 100)), piece(8, video(102, 104, 102)), piece(9, video(104, 106, 104)));
        assertThat(ledger.locate(video(0, 4, 0, 2), false)).isEqualTo(bounds(7, 9, 104, true));
    }

    @Test
    void aSegmentMayEndWithinAnInputSegment() {
        FedLedger ledger =
                ledger(0, piece(1, video(0, 3, 0, 1.5)), piece(2, video(3, 6, 3, 4.5)), piece(3, video(6, 9, 6, 7.5)));
        FedLedger.SegmentBounds first = ledger.locate(video(50, 54.5, 50, 51.5, 53), false);
        assertThat(first).isEqualTo(bounds(1, 2, 4.5, true));
        ledger.published(first);
        ledger.add(piece(4, video(9, 12, 9, 10.5)));
        // The time stamps of the run continue.
        assertThat(ledger.locate(video(54.5, 59, 54.5, 56, 57.5), false)).isEqualTo(bounds(2, 4, 9, true));
    }

    @Test
    void aRunMayBeginWithinAnInputSegment() {
        FedLedger ledger = ledger(4.5, piece(2, video(3, 6, 3, 4.5)), piece(3, video(6, 9, 6, 7.5)));
        assertThat(ledger.locate(video(0, 3, 0, 1.5), false)).isEqualTo(bounds(2, 3, 7.5, true));
    }

    @Test
    void picturesBeforeTheFirstKeyFrameAreInNoSegment() {
        // The input begins between two key frames, and copying begins with a key frame.
        FedLedger ledger = ledger(
                100, piece(7, video(100, 102, 101)), piece(8, video(102, 104, 103)), piece(9, video(104, 106, 105)));
        assertThat(ledger.locate(video(0, 4, 0, 2), false)).isEqualTo(bounds(7, 9, 105, true));
    }

    @Test
    void picturesShownBeforeTheirKeyFrameAreInTheNextSegment() {
        Piece[] pieces = {
            piece(7, openVideo(99.9, 101.9, 100)),
            piece(8, openVideo(101.9, 103.9, 102)),
            piece(9, openVideo(103.9, 105.9, 104))
        };
        FedLedger ledger = ledger(99.9, pieces);
        FedLedger.SegmentBounds first = ledger.locate(openVideo(-0.1, 1.9, 0), false);
        assertThat(first).isEqualTo(bounds(7, 8, 101.9, true));
        ledger.published(first);
        assertThat(ledger.locate(openVideo(1.9, 3.9, 2), false)).isEqualTo(bounds(8, 9, 103.9, true));
        // No other picture may be missing.
        assertThat(ledger(99.9, pieces).locate(openVideo(-0.1, 1.8, 0), false)).isEqualTo(bounds(7, 8, 101.9, false));
    }

    @Test
    void aSegmentWithoutItsLastPicturesIsIncomplete() {
        FedLedger ledger = ledger(0, piece(1, video(0, 2, 0)), piece(2, video(2, 4, 2)), piece(3, video(4, 6, 4)));
        assertThat(ledger.locate(video(0, 3.8, 0, 2), false)).isEqualTo(bounds(1, 3, 4, false));
    }

    @Test
    void theLastSegmentIsCompleteIfItContainsTheWholeInput() {
        Piece[] pieces = {piece(1, video(0, 2, 0)), piece(2, video(2, 3, 2))};
        assertThat(ledger(0, pieces).locate(video(0, 3, 0, 2), true)).isEqualTo(bounds(1, 2, 3, true));
        assertThat(ledger(0, pieces).locate(video(0, 2.8, 0, 2), true)).isEqualTo(bounds(1, 2, 2.8, false));
        assertThat(ledger(0, pieces).locate(video(0, 3, 0, 2), false)).isEqualTo(bounds(1, 2, 3, false));
    }

    @Test
    void timeStampsMayWrapAround() {
        double wrap = Stamp.MODULO / (double) Stamp.HZ;
        FedLedger ledger = ledger(
                wrap - 2,
                piece(1, video(wrap - 2, wrap, wrap - 2)),
                piece(2, video(wrap, wrap + 2, wrap)),
                piece(3, video(wrap + 2, wrap + 4, wrap + 2)));
        assertThat(ledger.locate(video(wrap - 1, wrap + 3, wrap - 1, wrap + 1), false))
                .isEqualTo(new FedLedger.SegmentBounds(1, new Position(3, at(wrap + 2)), true));
        assertThat(at(wrap + 2)).isEqualTo(2 * Stamp.HZ);
    }

    @Test
    void audioWithoutVideoMayEndAtAnyFrame() {
        FedLedger ledger = ledger(10, piece(5, audio(10, 12)), piece(6, audio(12, 14)), piece(7, audio(14, 16)));
        assertThat(ledger.locate(audio(0, 3.9), false)).isEqualTo(bounds(5, 6, 13.9, true));
        assertThat(ledger.locate(audio(3.9, 6), true)).isEqualTo(bounds(6, 7, 16, true));
    }

    @Test
    void roundedTimeStampsAreEqual() {
        Track exact = video(100, 102, 100).video().orElseThrow();
        List<Long> rounded = exact.stamps().stream().map(stamp -> stamp - 45).toList();
        Track moved = Media.track(0x1b, Media.STEP, rounded, List.of(rounded.get(0)), true);
        TsSegment media = new TsSegment(Optional.of(moved), Optional.empty(), Map.of(), List.of(), true);
        FedLedger ledger = ledger(100, piece(1, media), piece(2, video(102, 104, 102)));
        assertThat(ledger.locate(video(0, 2, 0), false).end()).isEqualTo(new Position(2, at(102)));
    }

    @Test
    void publishedPiecesAreForgottenExceptTheOneWithTheNextSegment() {
        FedLedger ledger = ledger(0, piece(1, video(0, 2, 0)), piece(2, video(2, 4, 2)), piece(3, video(4, 6, 4)));
        ledger.published(ledger.locate(video(0, 4, 0, 2), false));
        assertThat(sequences(ledger)).containsExactly(3L);
        ledger.add(piece(4, video(6, 8, 6)));
        assertThat(sequences(ledger)).containsExactly(3L, 4L);
    }

    /** The segments of any complete input follow one another without a gap, and the ledger keeps one piece. */
    @Test
    void segmentsOfAnyInputFollowOneAnother() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            double gop = List.of(0.4, 1.0, 1.5, 2.0, 3.0).get(random.nextInt(5));
            int gops = 1 + random.nextInt(4);
            double begin = random.nextBoolean() ? random.nextInt(90_000) : Stamp.MODULO / 90_000.0 - random.nextInt(40);
            assertContinuous(seed, begin, gop, gops, random.nextInt(gops));
        }
    }

    private static void assertContinuous(int seed, double begin, double gop, int gops, int skipped) {
        double from = begin + skipped * gop;
        FedLedger ledger = new FedLedger(at(from));
        double offset = from - 3;
        double segmentStart = from;
        long count = 0;
        for (int segment = 0; segment < 12; segment++) {
            double start = begin + segment * gops * gop;
            double[] keys = Stream.iterate(start, key -> key + gop)
                    .limit(gops)
                    .mapToDouble(key -> key)
                    .toArray();
            ledger.add(piece(50 + segment, video(start, start + gops * gop, keys)));
            for (double key : keys) {
                if (key - from < (count + 1) * 4 - 0.3) {
                    continue;
                }
                count++;
                int keyCount = (int) Math.round((key - segmentStart) / gop);
                double first = segmentStart - offset;
                double[] segmentKeys = Stream.iterate(first, one -> one + gop)
                        .limit(keyCount)
                        .mapToDouble(one -> one)
                        .toArray();
                FedLedger.SegmentBounds bounds = ledger.locate(video(first, key - offset, segmentKeys), false);
                assertThat(bounds.complete()).as("seed %s", seed).isTrue();
                assertThat(bounds.end()).as("seed %s", seed).isEqualTo(new Position(50 + segment, at(key)));
                assertThat(bounds.firstInput())
                        .as("seed %s", seed)
                        .isEqualTo(50 + (long) Math.floor((segmentStart - begin) / (gops * gop) + 1e-6));
                ledger.published(bounds);
                assertThat(sequences(ledger)).containsExactly(50L + segment);
                segmentStart = key;
            }
        }
        assertThat(count).isPositive();
    }

    private static FedLedger ledger(double begin, Piece... pieces) {
        FedLedger ledger = new FedLedger(at(begin));
        Stream.of(pieces).forEach(ledger::add);
        return ledger;
    }

    private static FedLedger.SegmentBounds bounds(long firstInput, long endSequence, double end, boolean complete) {
        return new FedLedger.SegmentBounds(firstInput, new Position(endSequence, at(end)), complete);
    }

    private static List<Long> sequences(FedLedger ledger) {
        return new ArrayList<>(ledger.unpublished())
                .stream().map(piece -> piece.segment().sequence()).toList();
    }
}
