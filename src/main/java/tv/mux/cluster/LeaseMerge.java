package tv.mux.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;

/**
 * What becomes of the lease when two halves of a cluster come together: who holds it keeps it, whichever half was the
 * larger. A half whose leader was stopped, and has given it back, must not take it from the one that leads.
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
