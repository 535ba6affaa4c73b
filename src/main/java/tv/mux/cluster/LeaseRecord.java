package tv.mux.cluster;

/**
 * The lease as it stands in the cluster.
 *
 * @param holder the node id of its holder; empty when it was given back, or never taken
 * @param count counted up by its holder, and with every change of holder: only ever rising
 */
record LeaseRecord(String holder, long count) {
    /** Before anybody had it. */
    static final LeaseRecord NOBODY = new LeaseRecord("", 0);

    /** Its form in the cluster: the number of the form, the count, the holder. */
    String text() {
        return "1 " + count + " " + holder;
    }

    /** From its form; what is not there or not understood is nobody's. */
    static LeaseRecord of(String text) {
        String[] words = text == null ? new String[0] : text.split(" ", -1);
        return words.length >= 3 && words[1].matches("[0-9]{1,18}")
                ? new LeaseRecord(words[2], Long.parseLong(words[1]))
                : NOBODY;
    }

    /** This or another one of the same lease: the one that has a holder, else the one that has moved further. */
    LeaseRecord or(LeaseRecord other) {
        boolean alike = holder.isEmpty() == other.holder.isEmpty();
        return alike ? (count >= other.count ? this : other) : holder.isEmpty() ? other : this;
    }

    /** Held by a node. */
    LeaseRecord heldBy(String node) {
        return new LeaseRecord(node, count + 1);
    }
}
