package tv.mux.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;

/**
 * Merges the lease when two halves of a cluster join again. A held lease wins over a released one, whichever half is
 * larger: a half whose leader has stopped must not take the lease from the node that leads.
 */
public final class LeaseMerge implements SplitBrainMergePolicy<String, MergingValue<String>, String> {
    @Override
    public String merge(MergingValue<String> merging, MergingValue<String> existing) {
        return existing == null
                ? merging.getValue()
                : LeaseRecord.of(merging.getValue())
                        .or(LeaseRecord.of(existing.getValue()))
                        .text();
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
