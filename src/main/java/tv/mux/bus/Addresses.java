package tv.mux.bus;

/** Every address of the event bus. Bodies are JSON, so that any event-bus tool can read along. */
public final class Addresses {
    /** The scheduler's word: what is wanted on air. From playhead to stream. */
    public static final Topic<Playhead> PLAYHEAD = new Topic<>("mux.playhead", Playhead.class, false);

    /** Whether the scheduler is heard. From playhead to admin. */
    public static final Topic<PlayheadState> PLAYHEAD_STATE =
            new Topic<>("mux.playhead.state", PlayheadState.class, false);

    /** Begin a run. From stream to ffmpeg; answered once the order is taken, before the child delivers. */
    public static final Call<RunStart, Done> RUN_START = new Call<>("mux.run.start", RunStart.class, Done.class);

    /** End a run, or let go of one that has ended. From stream to ffmpeg. */
    public static final Call<RunStop, Done> RUN_STOP = new Call<>("mux.run.stop", RunStop.class, Done.class);

    /** How a run fares. From ffmpeg to stream and admin; all cuts of a run are heard before its end. */
    public static final Topic<RunState> RUN_STATE = new Topic<>("mux.run.state", RunState.class, false);

    /** How fast a run's renditions are encoded, every few seconds. From ffmpeg to admin. */
    public static final Topic<Encoding> ENCODING = new Topic<>("mux.run.encoding", Encoding.class, false);

    /** A finished piece of a run. From ffmpeg to stream. */
    public static final Topic<Cut> CUT = new Topic<>("mux.segment.cut", Cut.class, false);

    /** Publish a cut. From stream to log; answered with the segment it became. */
    public static final Call<Append, Segment> APPEND = new Call<>("mux.segment.append", Append.class, Segment.class);

    /** What stands in while no input delivers. From stream to slate. */
    public static final Call<Done, Card> SLATE = new Call<>("mux.slate", Done.class, Card.class);

    /** What a stream goes on from. From stream to log. */
    public static final Call<Done, Origin> ORIGIN = new Call<>("mux.stream.origin", Done.class, Origin.class);

    /** Keep what the scheduler last said. From stream to log. */
    public static final Call<Playhead, Done> REMEMBER = new Call<>("mux.playhead.remember", Playhead.class, Done.class);

    /** A segment is in the log: a hint to read it. From log to everybody, on every node. */
    public static final Topic<Segment> PUBLISHED = new Topic<>("mux.segment.published", Segment.class, true);

    /** Segments up to a number need not be kept any longer. From clean-up to log. */
    public static final Call<Expired, Done> EXPIRE = new Call<>("mux.segment.expire", Expired.class, Done.class);

    /** Segments up to a number are gone. From log to everybody, on every node. */
    public static final Topic<Expired> EXPIRED = new Topic<>("mux.segment.expired", Expired.class, true);

    /** The log has another version than this node knew: a hint to read it. From log to http, on this node. */
    public static final Topic<Done> LOG_CHANGED = new Topic<>("mux.log.changed", Done.class, false);

    /** What this node lists for players. From http to admin. */
    public static final Topic<Listing> LISTING = new Topic<>("mux.http.listing", Listing.class, false);

    /** A leader has taken office. From log to everybody, on every muxer. */
    public static final Topic<Leader> LEADER = new Topic<>("mux.leader", Leader.class, true);

    /** The log is another leader's: this node's term is over. From log to cluster. */
    public static final Topic<Leader> OVERRULED = new Topic<>("mux.leader.overruled", Leader.class, false);

    /** How this node stands in the cluster. From cluster to admin. */
    public static final Topic<NodeState> NODE_STATE = new Topic<>("mux.node.state", NodeState.class, false);

    /** What the scheduler said last, as far as this node heard it. From stream to playhead. */
    public static final Call<Done, Heard> HEARD = new Call<>("mux.playhead.heard", Done.class, Heard.class);

    /** What is on air and what is next. From stream to admin. */
    public static final Topic<StreamStatus> STREAM_STATE = new Topic<>("mux.stream.state", StreamStatus.class, false);

    /** How the audio for Icecast fares. From icecast to admin. */
    public static final Topic<IcecastState> ICECAST_STATE = new Topic<>("mux.icecast.state", IcecastState.class, false);

    private Addresses() {}
}
