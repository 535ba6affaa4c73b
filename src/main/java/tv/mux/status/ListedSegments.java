package tv.mux.status;

/**
 * The segments that a node lists for players.
 *
 * @param nextMsn media sequence number after the last listed segment
 * @param segments number of segments that can be fetched
 * @param leader node id of the leader that published the stream index
 * @param term the leader's term
 */
public record ListedSegments(long nextMsn, int segments, String leader, long term) {}
