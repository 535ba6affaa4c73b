package tv.mux.log;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import java.util.Optional;

/** What remains when two halves of a cluster come together again: the later term, or the longer log of the same. */
public final class IndexMergePolicy implements SplitBrainMergePolicy<String, MergingValue<String>, String> {
    @Override
    public String merge(MergingValue<String> merging, MergingValue<String> existing) {
        if (existing == null) {
            return merging.getValue();
        }
        Optional<LogEntry> other = valid(merging.getValue());
        Optional<LogEntry> here = valid(existing.getValue());
        boolean better = other.isPresent() && (here.isEmpty() || other.get().beyond(here.get()));
        return better ? merging.getValue() : existing.getValue();
    }

    private static Optional<LogEntry> valid(String text) {
        try {
            return Optional.of(LogJson.entry(text));
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
