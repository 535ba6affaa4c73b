package tv.mux.cluster;

/**
 * The value of the lease that all nodes share.
 *
 * @param holder node id of the holder; empty if the lease is free
 * @param count increases with each renewal and with each change of the holder
 */
record LeaseRecord(String holder, long count) {
    /** The lease before any node has acquired it. */
    static final LeaseRecord FREE = new LeaseRecord("", 0);

    /** The form in the Hazelcast map: format version, count, holder. */
    String text() {
        return "1 " + count + " " + holder;
    }

    /** Parses the form in the map. Returns {@link #FREE} if the text is null or malformed. */
    static LeaseRecord of(String text) {
        String[] words = text == null ? new String[0] : text.split(" ", -1);
        return words.length >= 3 && words[1].matches("[0-9]{1,18}")
                ? new LeaseRecord(words[2], Long.parseLong(words[1]))
                : FREE;
    }

    /** Merges two values of the lease: a held lease wins over a free one, then the higher count wins. */
    LeaseRecord merge(LeaseRecord other) {
        if (holder.isEmpty() != other.holder.isEmpty()) {
            return holder.isEmpty() ? other : this;
        }
        return count >= other.count ? this : other;
    }

    /** The next value of the lease, held by a node. */
    LeaseRecord heldBy(String node) {
        return new LeaseRecord(node, count + 1);
    }
}
