package tv.mux.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunFinderTest {
    private final FrameBook book = new FrameBook();
    private final List<Long> a = recorded("a");
    private final List<Long> b = recorded("b");
    private final List<RunFinder.Published> output = new ArrayList<>();

    @Test
    void aSwitchAndASwitchBackGiveThreeRuns() {
        show(1, 0, a.subList(2, 4));
        show(2, 0, a.subList(4, 6));
        show(3, 1, b.subList(0, 2));
        show(4, 2, a.subList(8, 10));
        assertThat(runs())
                .containsExactly(
                        new Run("a", 2, 5, 0, 0, 0, 0, 0, 1, 2),
                        new Run("b", 0, 1, 0, 0, 0, 0, 0, 3, 3),
                        new Run("a", 8, 9, 0, 0, 0, 0, 0, 4, 4));
    }

    @Test
    void countsLostAndRepeatedPicturesWithinARun() {
        show(1, 0, List.of(a.get(0), a.get(1), a.get(4), a.get(4), a.get(5)));
        assertThat(runs()).containsExactly(new Run("a", 0, 5, 2, 1, 0, 0, 0, 1, 1));
    }

    @Test
    void countsPicturesShownAgainAfterASwitch() {
        show(1, 0, a.subList(0, 6));
        show(2, 1, b.subList(0, 2));
        show(3, 2, a.subList(4, 8));
        assertThat(runs().get(2).again()).isEqualTo(2);
    }

    @Test
    void countsPicturesMissingBetweenRunsOfOneSource() {
        show(1, 0, a.subList(0, 4));
        show(2, 1, a.subList(4, 6));
        show(3, 2, a.subList(8, 10));
        assertThat(runs()).extracting(Run::missing).containsExactly(0L, 0L, 2L);
    }

    @Test
    void aNewSourceWithoutADiscontinuityStartsARun() {
        show(1, 0, List.of(a.get(0), b.get(0)));
        assertThat(runs()).extracting(Run::source).containsExactly("a", "b");
    }

    @Test
    void countsPicturesOfNoInput() {
        show(1, 0, List.of(a.get(0), 42L, a.get(1)));
        assertThat(runs()).containsExactly(new Run("a", 0, 1, 0, 0, 1, 0, 0, 1, 1));
    }

    @Test
    void identicalPicturesAreIdentifiedByTheirPosition() {
        byte[] repeating = new TsMaker()
                .tables()
                .picture(true, 0, "x")
                .picture(false, 1, "y")
                .picture(false, 2, "x")
                .segment();
        book.record("c", repeating);
        assertThat(book.duplicates()).isZero();
        byte[] consecutive = new TsMaker()
                .tables()
                .picture(true, 0, "p")
                .picture(false, 1, "q")
                .picture(false, 2, "q")
                .picture(false, 3, "r")
                .segment();
        book.record("d", consecutive);
        assertThat(book.duplicates()).isEqualTo(1);
        show(1, 0, TsReader.read(consecutive).frames());
        assertThat(runs()).containsExactly(new Run("d", 0, 3, 0, 0, 0, 0, 0, 1, 1));
    }

    @Test
    void hashIgnoresEverythingButSlices() {
        byte[] slice = {0, 0, 1, 0x41, 5, 6};
        byte[] withOtherUnits = {0, 0, 0, 1, 0x09, 1, 0, 0, 1, 0x67, 9, 0, 0, 0, 1, 0x41, 5, 6, 0, 0};
        byte[] otherSlice = {0, 0, 1, 0x41, 5, 7};
        assertThat(H264.hash(withOtherUnits, 0, withOtherUnits.length)).isEqualTo(H264.hash(slice, 0, slice.length));
        assertThat(H264.hash(otherSlice, 0, otherSlice.length)).isNotEqualTo(H264.hash(slice, 0, slice.length));
    }

    private List<Run> runs() {
        return RunFinder.of(output, book);
    }

    private void show(long msn, long discontinuity, List<Long> frames) {
        output.add(new RunFinder.Published(msn, discontinuity, frames));
    }

    private List<Long> recorded(String source) {
        TsMaker maker = new TsMaker().tables();
        for (int frame = 0; frame < 10; frame++) {
            maker.picture(frame == 0, frame * 3_600L, source + frame);
        }
        byte[] segment = maker.segment();
        book.record(source, segment);
        return TsReader.read(segment).frames();
    }
}
