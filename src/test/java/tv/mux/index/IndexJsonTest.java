package tv.mux.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tv.mux.config.Variant;
import tv.mux.indexing.Sample;

class IndexJsonTest {
    /** An index that release 0.1 wrote. */
    private static final String RELEASE_0_1 =
            """
            {"format":1,"term":5,"node":"n1","shape":{"mode":"copy","targetDurationSeconds":6,"listSize":20,"renditions":1},\
            "nextMsn":8,"discontinuity":3,"nextDateMs":1000,"timeLine":{"run":"r","ordinal":0,"shift":1,"end":2,\
            "counters":{"256":3}},"playhead":null,"shown":{},"segments":[{"msn":7,"discontinuity":3,"discontinuous":false,\
            "dateMs":0,"durationMs":1000,"independent":true,"run":"r","term":5,"head":"http://h/","title":"","bytes":[188]}]}""";

    @Test
    void readsAnIndexOfRelease01() {
        StreamIndex index = IndexJson.index(RELEASE_0_1);
        assertThat(index.shape()).isEqualTo(new StreamShape("copy", 6, 20, 1));
        assertThat(index.shape().ladder()).isEmpty();
        assertThat(index.renditions()).isEmpty();
        assertThat(index.rendition(0)).isEqualTo(RenditionFacts.NONE);
        assertThat(index.segments()).hasSize(1);
    }

    /** A downgrade to release 0.1 remains possible. */
    @Test
    void aStreamInCopyModeKeepsTheFormatOfRelease01() {
        String text = IndexJson.text(IndexJson.index(RELEASE_0_1));
        assertThat(text).contains("\"format\":1,").doesNotContain("ladder").doesNotContain("\"renditions\":[");
    }

    /** Release 0.1 must not read such an index: it would serve one rendition at the URL of the master playlist. */
    @Test
    void aStreamWithSeveralRenditionsHasFormat2() {
        StreamShape shape = new StreamShape(StreamShape.ABR, 6, 20, 2, List.of(new Variant(360, 640, 600_000, 96_000)));
        StreamIndex newStream = new IndexChange.TakeLeadership("n1", Sample.NOW, shape, List.of()).applyTo(null);
        StreamIndex index = IndexJson.index(IndexJson.text(newStream));
        assertThat(index).isEqualTo(newStream);
        assertThat(index.format()).isEqualTo(2);
        assertThat(index.shape().ladder()).containsExactly(new Variant(360, 640, 600_000, 96_000));
    }

    @Test
    void propertiesOfRenditionsAreWritten() {
        IndexChange.AppendSegment change = Sample.append(IndexJson.index(RELEASE_0_1), "r", 1);
        IndexChange.AppendSegment more = new IndexChange.AppendSegment(
                change.segment(),
                change.dueAtMs(),
                change.timeLine(),
                change.progress(),
                List.of(new RenditionFacts(1, "avc1.64001f", "mp4a.40.2", 640, 360, 25_000)));
        assertThat(IndexJson.change(IndexJson.text(more))).isEqualTo(more);
        StreamIndex index = more.applyTo(IndexJson.index(RELEASE_0_1));
        assertThat(IndexJson.index(IndexJson.text(index)).renditions()).isEqualTo(more.renditions());
    }
}
