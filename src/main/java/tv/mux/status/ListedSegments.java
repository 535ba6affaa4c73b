package tv.mux.status;

/**
 * What a node lists for players.
 *
 * @param nextMsn the media sequence number behind the last segment listed
 * @param segments how many segments can be fetched
 * @param leader the node id of the leader whose log it is
 * @param term the leader's term
 */
public record ListedSegments(long nextMsn, int segments, String leader, long term) {}
