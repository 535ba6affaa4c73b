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
    void aCutMayEndWhereAnInputSegmentEnds() {
        FedLedger fed = fed(
                100, piece(7, video(100, 102, 100)), piece(8, video(102, 104, 102)), piece(9, video(104, 106, 104)));
        assertThat(fed.place(video(0, 4, 0, 2), false)).isEqualTo(place(7, 9, 104, true));
    }

    @Test
    void aCutMayEndWithinAnInputSegment() {
        FedLedger fed =
                fed(0, piece(1, video(0, 3, 0, 1.5)), piece(2, video(3, 6, 3, 4.5)), piece(3, video(6, 9, 6, 7.5)));
        FedLedger.SegmentBounds first = fed.place(video(50, 54.5, 50, 51.5, 53), false);
        assertThat(first).isEqualTo(place(1, 2, 4.5, true));
        fed.published(first);
        fed.add(piece(4, video(9, 12, 9, 10.5)));
        // In the run's time, which goes on.
        assertThat(fed.place(video(54.5, 59, 54.5, 56, 57.5), false)).isEqualTo(place(2, 4, 9, true));
    }

    @Test
    void aRunMayBeginWithinAnInputSegment() {
        FedLedger fed = fed(4.5, piece(2, video(3, 6, 3, 4.5)), piece(3, video(6, 9, 6, 7.5)));
        assertThat(fed.place(video(0, 3, 0, 1.5), false)).isEqualTo(place(2, 3, 7.5, true));
    }

    @Test
    void picturesBeforeTheFirstKeyFrameAreNoneOfTheCuts() {
        // The input begins in mid-picture: copying waits for the key frame.
        FedLedger fed = fed(
                100, piece(7, video(100, 102, 101)), piece(8, video(102, 104, 103)), piece(9, video(104, 106, 105)));
        assertThat(fed.place(video(0, 4, 0, 2), false)).isEqualTo(place(7, 9, 105, true));
    }

    @Test
    void picturesShownBeforeTheKeyFrameTheyComeBehindAreOfTheNextCut() {
        Piece[] pieces = {
            piece(7, openVideo(99.9, 101.9, 100)),
            piece(8, openVideo(101.9, 103.9, 102)),
            piece(9, openVideo(103.9, 105.9, 104))
        };
        FedLedger fed = fed(99.9, pieces);
        FedLedger.SegmentBounds first = fed.place(openVideo(-0.1, 1.9, 0), false);
        assertThat(first).isEqualTo(place(7, 8, 101.9, true));
        fed.published(first);
        assertThat(fed.place(openVideo(1.9, 3.9, 2), false)).isEqualTo(place(8, 9, 103.9, true));
        // But of the cut before none may be missing.
        assertThat(fed(99.9, pieces).place(openVideo(-0.1, 1.8, 0), false)).isEqualTo(place(7, 8, 101.9, false));
    }

    @Test
    void aTailThatIsMissingIsSeen() {
        FedLedger fed = fed(0, piece(1, video(0, 2, 0)), piece(2, video(2, 4, 2)), piece(3, video(4, 6, 4)));
        assertThat(fed.place(video(0, 3.8, 0, 2), false)).isEqualTo(place(1, 3, 4, false));
    }

    @Test
    void theLastCutIsWholeWhenAllThatWasFedIsInIt() {
        Piece[] pieces = {piece(1, video(0, 2, 0)), piece(2, video(2, 3, 2))};
        assertThat(fed(0, pieces).place(video(0, 3, 0, 2), true)).isEqualTo(place(1, 2, 3, true));
        assertThat(fed(0, pieces).place(video(0, 2.8, 0, 2), true)).isEqualTo(place(1, 2, 2.8, false));
        assertThat(fed(0, pieces).place(video(0, 3, 0, 2), false)).isEqualTo(place(1, 2, 3, false));
    }

    @Test
    void stampsMayWrapWithinACutAndBetweenCuts() {
        double wrap = Stamp.MODULO / (double) Stamp.HZ;
        FedLedger fed = fed(
                wrap - 2,
                piece(1, video(wrap - 2, wrap, wrap - 2)),
                piece(2, video(wrap, wrap + 2, wrap)),
                piece(3, video(wrap + 2, wrap + 4, wrap + 2)));
        assertThat(fed.place(video(wrap - 1, wrap + 3, wrap - 1, wrap + 1), false))
                .isEqualTo(new FedLedger.SegmentBounds(1, new Position(3, at(wrap + 2)), true));
        assertThat(at(wrap + 2)).isEqualTo(2 * Stamp.HZ);
    }

    @Test
    void audioAloneEndsWhereItEnds() {
        FedLedger fed = fed(10, piece(5, audio(10, 12)), piece(6, audio(12, 14)), piece(7, audio(14, 16)));
        assertThat(fed.place(audio(0, 3.9), false)).isEqualTo(place(5, 6, 13.9, true));
        assertThat(fed.place(audio(3.9, 6), true)).isEqualTo(place(6, 7, 16, true));
    }

    @Test
    void stampsThatDifferByLessThanAPictureAreTheSame() {
        Track exact = video(100, 102, 100).video().orElseThrow();
        List<Long> rough = exact.stamps().stream().map(stamp -> stamp - 45).toList();
        Track moved = Media.track(0x1b, Media.STEP, rough, List.of(rough.get(0)), true);
        TsSegment media = new TsSegment(Optional.of(moved), Optional.empty(), Map.of(), List.of(), true);
        FedLedger fed = fed(100, piece(1, media), piece(2, video(102, 104, 102)));
        assertThat(fed.place(video(0, 2, 0), false).end()).isEqualTo(new Position(2, at(102)));
    }

    @Test
    void whatIsPublishedIsForgottenButForTheSegmentTheNextCutBeginsIn() {
        FedLedger fed = fed(0, piece(1, video(0, 2, 0)), piece(2, video(2, 4, 2)), piece(3, video(4, 6, 4)));
        fed.published(fed.place(video(0, 4, 0, 2), false));
        assertThat(sequences(fed)).containsExactly(3L);
        fed.add(piece(4, video(6, 8, 6)));
        assertThat(sequences(fed)).containsExactly(3L, 4L);
    }

    /** Any input that is whole is cut without a hole, and little of it is kept. */
    @Test
    void cutsOfAnyInputFollowOneAnother() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            double gop = List.of(0.4, 1.0, 1.5, 2.0, 3.0).get(random.nextInt(5));
            int gops = 1 + random.nextInt(4);
            double begin = random.nextBoolean() ? random.nextInt(90_000) : Stamp.MODULO / 90_000.0 - random.nextInt(40);
            follow(seed, begin, gop, gops, random.nextInt(gops));
        }
    }

    private static void follow(int seed, double begin, double gop, int gops, int skipped) {
        double from = begin + skipped * gop;
        FedLedger fed = new FedLedger(at(from));
        double ranOff = from - 3;
        double cutFrom = from;
        long shown = 0;
        for (int segment = 0; segment < 12; segment++) {
            double start = begin + segment * gops * gop;
            double[] keys = Stream.iterate(start, key -> key + gop)
                    .limit(gops)
                    .mapToDouble(key -> key)
                    .toArray();
            fed.add(piece(50 + segment, video(start, start + gops * gop, keys)));
            for (double key : keys) {
                if (key - from < (shown + 1) * 4 - 0.3) {
                    continue;
                }
                shown++;
                int many = (int) Math.round((key - cutFrom) / gop);
                double first = cutFrom - ranOff;
                double[] own = Stream.iterate(first, one -> one + gop)
                        .limit(many)
                        .mapToDouble(one -> one)
                        .toArray();
                FedLedger.SegmentBounds place = fed.place(video(first, key - ranOff, own), false);
                assertThat(place.clean()).as("seed %s", seed).isTrue();
                assertThat(place.end()).as("seed %s", seed).isEqualTo(new Position(50 + segment, at(key)));
                assertThat(place.firstInput())
                        .as("seed %s", seed)
                        .isEqualTo(50 + (long) Math.floor((cutFrom - begin) / (gops * gop) + 1e-6));
                fed.published(place);
                assertThat(sequences(fed)).containsExactly(50L + segment);
                cutFrom = key;
            }
        }
        assertThat(shown).isPositive();
    }

    private static FedLedger fed(double begin, Piece... pieces) {
        FedLedger fed = new FedLedger(at(begin));
        Stream.of(pieces).forEach(fed::add);
        return fed;
    }

    private static FedLedger.SegmentBounds place(long firstInput, long endsIn, double end, boolean clean) {
        return new FedLedger.SegmentBounds(firstInput, new Position(endsIn, at(end)), clean);
    }

    private static List<Long> sequences(FedLedger fed) {
        return new ArrayList<>(fed.kept())
                .stream().map(piece -> piece.segment().sequence()).toList();
    }
}
