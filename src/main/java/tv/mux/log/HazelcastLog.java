package tv.mux.log;

import com.hazelcast.map.EntryProcessor;
import java.util.List;
import java.util.Map;
import tv.mux.index.IndexChange;
import tv.mux.index.IndexJson;
import tv.mux.index.LaterFormatException;
import tv.mux.index.RefusedChangeException;
import tv.mux.index.StreamIndex;
import tv.mux.index.UsedNumbers;

/**
 * Contains the entry processor that changes the index. Members of different releases exchange the processor by class
 * name, so this package and both classes keep the names of release 0.3.0.
 */
public final class HazelcastLog {
    private HazelcastLog() {}

    /**
     * Applies a change on the member that owns the map entry. Contains the change as JSON, so that members of different
     * releases are compatible. Returns the next version as JSON, or {@link RefusedChangeException#answer}.
     */
    public static final class Apply implements EntryProcessor<String, String, String> {
        private static final long serialVersionUID = 1;

        private final String change;

        /** Creates a processor that applies a change, given as JSON. */
        public Apply(String change) {
            this.change = change;
        }

        @Override
        public String process(Map.Entry<String, String> entry) {
            try {
                StreamIndex next = nextVersion(entry.getValue(), IndexJson.change(change));
                String nextText = IndexJson.text(next);
                entry.setValue(nextText);
                return nextText;
            } catch (RefusedChangeException e) {
                return e.answer();
            } catch (IllegalArgumentException e) {
                return new RefusedChangeException.Malformed(e.getMessage()).answer();
            }
        }

        /**
         * The next version of the index. If the index in the map is not valid, only a new leader may replace it; the
         * new stream then starts after the numbers found in the invalid index.
         */
        private static StreamIndex nextVersion(String text, IndexChange change) {
            StreamIndex present;
            try {
                present = text == null ? null : IndexJson.index(text);
            } catch (LaterFormatException e) {
                throw new RefusedChangeException.StaleTerm("a node of a later release leads: " + e.getMessage());
            } catch (IllegalArgumentException e) {
                if (change instanceof IndexChange.TakeLeadership takeLeadership) {
                    UsedNumbers used = UsedNumbers.find(List.of(text), List.of(), takeLeadership.nowMs());
                    return takeLeadership.applyTo(used.index(takeLeadership.shape()));
                }
                throw new RefusedChangeException.StaleTerm(
                        "the index in the cluster is not valid, and the next leader replaces it: " + e.getMessage());
            }
            return change.applyTo(present);
        }
    }
}
