package tv.mux.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tv.mux.config.Variant;
import tv.mux.indexing.Sample;

class IndexJsonTest {
    /** As release 0.1 kept it. */
    private static final String OLD =
            """
            {"format":1,"term":5,"node":"n1","shape":{"mode":"copy","targetDurationSeconds":6,"listSize":20,"renditions":1},\
            "nextMsn":8,"discontinuity":3,"nextDateMs":1000,"timeLine":{"run":"r","ordinal":0,"shift":1,"end":2,\
            "counters":{"256":3}},"playhead":null,"shown":{},"segments":[{"msn":7,"discontinuity":3,"discontinuous":false,\
            "dateMs":0,"durationMs":1000,"independent":true,"run":"r","term":5,"head":"http://h/","title":"","bytes":[188]}]}""";

    @Test
    void whatTheFirstReleaseKeptIsRead() {
        StreamIndex entry = IndexJson.entry(OLD);
        assertThat(entry.shape()).isEqualTo(new StreamShape("copy", 6, 20, 1));
        assertThat(entry.shape().ladder()).isEmpty();
        assertThat(entry.renditions()).isEmpty();
        assertThat(entry.rendition(0)).isEqualTo(RenditionFacts.NOTHING);
        assertThat(entry.segments()).hasSize(1);
    }

    /** It may be gone back to. */
    @Test
    void aStreamOfTheSourceAloneIsKeptAsTheFirstReleaseKnewIt() {
        String text = IndexJson.text(IndexJson.entry(OLD));
        assertThat(text).contains("\"format\":1,").doesNotContain("ladder").doesNotContain("\"renditions\":[");
    }

    /** The first release would serve one rendition of it under the master playlist's address. */
    @Test
    void aStreamOfSeveralRenditionsIsOfTheSecondFormat() {
        StreamShape shape = new StreamShape(StreamShape.ABR, 6, 20, 2, List.of(new Variant(360, 640, 600_000, 96_000)));
        StreamIndex born = new IndexChange.TakeLeadership("n1", Sample.NOW, shape, List.of()).applyTo(null);
        StreamIndex entry = IndexJson.entry(IndexJson.text(born));
        assertThat(entry).isEqualTo(born);
        assertThat(entry.format()).isEqualTo(2);
        assertThat(entry.shape().ladder()).containsExactly(new Variant(360, 640, 600_000, 96_000));
    }

    @Test
    void whatRenditionsHaveShownIsKept() {
        IndexChange.AppendSegment change = Sample.append(IndexJson.entry(OLD), "r", 1);
        IndexChange.AppendSegment more = new IndexChange.AppendSegment(
                change.segment(),
                change.dueAtMs(),
                change.timeLine(),
                change.shown(),
                List.of(new RenditionFacts(1, "avc1.64001f", "mp4a.40.2", 640, 360, 25_000)));
        assertThat(IndexJson.change(IndexJson.text(more))).isEqualTo(more);
        StreamIndex entry = more.applyTo(IndexJson.entry(OLD));
        assertThat(IndexJson.entry(IndexJson.text(entry)).renditions()).isEqualTo(more.renditions());
    }
}
