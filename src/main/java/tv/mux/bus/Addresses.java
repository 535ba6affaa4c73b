package tv.mux.bus;

import tv.mux.model.AppendRequest;
import tv.mux.model.ExpiredSegments;
import tv.mux.model.LastPlayhead;
import tv.mux.model.Leader;
import tv.mux.model.PendingSegment;
import tv.mux.model.Playhead;
import tv.mux.model.ResumePoint;
import tv.mux.model.Segment;
import tv.mux.model.SlateSegment;
import tv.mux.model.StartRun;
import tv.mux.model.StopRun;
import tv.mux.status.EncoderStatus;
import tv.mux.status.IcecastStatus;
import tv.mux.status.ListedSegments;
import tv.mux.status.NodeStatus;
import tv.mux.status.RunStatus;
import tv.mux.status.SchedulerStatus;
import tv.mux.status.StreamStatus;

/** Every address of the event bus. Bodies are JSON, so that any event-bus tool can read along. */
public final class Addresses {
    /** The scheduler's word: what is wanted on air. From playhead to stream. */
    public static final Topic<Playhead> PLAYHEAD = new Topic<>("mux.playhead", Playhead.class, false);

    /** Whether the scheduler is heard. From playhead to admin. */
    public static final Topic<SchedulerStatus> PLAYHEAD_STATE =
            new Topic<>("mux.playhead.state", SchedulerStatus.class, false);

    /** Begin a run. From stream to ffmpeg; answered once the order is taken, before the child delivers. */
    public static final Call<StartRun, Acknowledged> RUN_START =
            new Call<>("mux.run.start", StartRun.class, Acknowledged.class);

    /** End a run, or let go of one that has ended. From stream to ffmpeg. */
    public static final Call<StopRun, Acknowledged> RUN_STOP =
            new Call<>("mux.run.stop", StopRun.class, Acknowledged.class);

    /** How a run fares. From ffmpeg to stream and admin; all cuts of a run are heard before its end. */
    public static final Topic<RunStatus> RUN_STATE = new Topic<>("mux.run.state", RunStatus.class, false);

    /** How fast a run's renditions are encoded, every few seconds. From ffmpeg to admin. */
    public static final Topic<EncoderStatus> ENCODING = new Topic<>("mux.run.encoding", EncoderStatus.class, false);

    /** A finished piece of a run. From ffmpeg to stream. */
    public static final Topic<PendingSegment> CUT = new Topic<>("mux.segment.cut", PendingSegment.class, false);

    /** Publish a cut. From stream to log; answered with the segment it became. */
    public static final Call<AppendRequest, Segment> APPEND =
            new Call<>("mux.segment.append", AppendRequest.class, Segment.class);

    /** What stands in while no input delivers. From stream to slate. */
    public static final Call<Acknowledged, SlateSegment> SLATE =
            new Call<>("mux.slate", Acknowledged.class, SlateSegment.class);

    /** What a stream goes on from. From stream to log. */
    public static final Call<Acknowledged, ResumePoint> ORIGIN =
            new Call<>("mux.stream.origin", Acknowledged.class, ResumePoint.class);

    /** Keep what the scheduler last said. From stream to log. */
    public static final Call<Playhead, Acknowledged> REMEMBER =
            new Call<>("mux.playhead.remember", Playhead.class, Acknowledged.class);

    /** A segment is in the log: a hint to read it. From log to everybody, on every node. */
    public static final Topic<Segment> PUBLISHED = new Topic<>("mux.segment.published", Segment.class, true);

    /** Segments up to a number need not be kept any longer. From clean-up to log. */
    public static final Call<ExpiredSegments, Acknowledged> EXPIRE =
            new Call<>("mux.segment.expire", ExpiredSegments.class, Acknowledged.class);

    /** Segments up to a number are gone. From log to everybody, on every node. */
    public static final Topic<ExpiredSegments> EXPIRED =
            new Topic<>("mux.segment.expired", ExpiredSegments.class, true);

    /** The log has another version than this node knew: a hint to read it. From log to http, on this node. */
    public static final Topic<Acknowledged> LOG_CHANGED = new Topic<>("mux.log.changed", Acknowledged.class, false);

    /** What this node lists for players. From http to admin. */
    public static final Topic<ListedSegments> LISTING = new Topic<>("mux.http.listing", ListedSegments.class, false);

    /** A leader has taken office. From log to everybody, on every muxer. */
    public static final Topic<Leader> LEADER = new Topic<>("mux.leader", Leader.class, true);

    /** The log is another leader's: this node's term is over. From log to cluster. */
    public static final Topic<Leader> OVERRULED = new Topic<>("mux.leader.overruled", Leader.class, false);

    /** How this node stands in the cluster. From cluster to admin. */
    public static final Topic<NodeStatus> NODE_STATE = new Topic<>("mux.node.state", NodeStatus.class, false);

    /** What the scheduler said last, as far as this node heard it. From stream to playhead. */
    public static final Call<Acknowledged, LastPlayhead> HEARD =
            new Call<>("mux.playhead.heard", Acknowledged.class, LastPlayhead.class);

    /** What is on air and what is next. From stream to admin. */
    public static final Topic<StreamStatus> STREAM_STATE = new Topic<>("mux.stream.state", StreamStatus.class, false);

    /** How the audio for Icecast fares. From icecast to admin. */
    public static final Topic<IcecastStatus> ICECAST_STATE =
            new Topic<>("mux.icecast.state", IcecastStatus.class, false);

    private Addresses() {}
}
