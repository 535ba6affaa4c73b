package tv.mux.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;

/**
 * Hazelcast merge policy for the lease, used when two halves of a cluster join again. A held lease wins over a free
 * one, whichever half is larger. A half whose leader has stopped must not take the lease from the active leader.
 */
public final class LeaseMerge implements SplitBrainMergePolicy<String, MergingValue<String>, String> {
    @Override
    public String merge(MergingValue<String> merging, MergingValue<String> existing) {
        return existing == null
                ? merging.getValue()
                : LeaseRecord.of(merging.getValue())
                        .merge(LeaseRecord.of(existing.getValue()))
                        .text();
    }

    @Override
    public void writeData(ObjectDataOutput out) {
        // no state
    }

    @Override
    public void readData(ObjectDataInput in) {
        // no state
    }
}
