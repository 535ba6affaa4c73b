package tv.mux.indexing;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import java.util.Optional;
import tv.mux.index.IndexJson;
import tv.mux.index.StreamIndex;

/** Merges the indexes of two partitions of a cluster: keeps the later term, or the longer index of the same term. */
public final class IndexMergePolicy implements SplitBrainMergePolicy<String, MergingValue<String>, String> {
    @Override
    public String merge(MergingValue<String> merging, MergingValue<String> existing) {
        if (existing == null) {
            return merging.getValue();
        }
        Optional<StreamIndex> other = valid(merging.getValue());
        Optional<StreamIndex> here = valid(existing.getValue());
        boolean better = other.isPresent() && (here.isEmpty() || other.get().newerThan(here.get()));
        return better ? merging.getValue() : existing.getValue();
    }

    private static Optional<StreamIndex> valid(String text) {
        try {
            return Optional.of(IndexJson.index(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public void writeData(ObjectDataOutput out) {
        // it has no state
    }

    @Override
    public void readData(ObjectDataInput in) {
        // it has no state
    }
}
