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

/** All addresses of the event bus, with their senders and receivers. */
public final class Addresses {
    /** The input that the scheduler selected. From scheduler to stream. */
    public static final Topic<Playhead> PLAYHEAD = new Topic<>("mux.playhead", Playhead.class, false);

    /** State of the connection to the scheduler. From scheduler to admin. */
    public static final Topic<SchedulerStatus> PLAYHEAD_STATE =
            new Topic<>("mux.playhead.state", SchedulerStatus.class, false);

    /** Starts a run. From stream to run; the reply comes before the run delivers segments. */
    public static final Call<StartRun, Acknowledged> RUN_START =
            new Call<>("mux.run.start", StartRun.class, Acknowledged.class);

    /** Stops a run, or discards a run that has ended. From stream to run. */
    public static final Call<StopRun, Acknowledged> RUN_STOP =
            new Call<>("mux.run.stop", StopRun.class, Acknowledged.class);

    /** State of a run. From run to stream and admin; the end of a run comes after all its segments. */
    public static final Topic<RunStatus> RUN_STATE = new Topic<>("mux.run.state", RunStatus.class, false);

    /** Encoding speed of a run's renditions, every few seconds. From run to admin. */
    public static final Topic<EncoderStatus> ENCODING = new Topic<>("mux.run.encoding", EncoderStatus.class, false);

    /** A finished segment of a run. From run to stream. */
    public static final Topic<PendingSegment> SEGMENT_FINISHED =
            new Topic<>("mux.segment.cut", PendingSegment.class, false);

    /** Publishes a pending segment. From stream to indexing; the reply is the published segment. */
    public static final Call<AppendRequest, Segment> APPEND =
            new Call<>("mux.segment.append", AppendRequest.class, Segment.class);

    /** Requests the slate, which replaces an input that delivers nothing. From stream to slate. */
    public static final Call<Acknowledged, SlateSegment> SLATE =
            new Call<>("mux.slate", Acknowledged.class, SlateSegment.class);

    /** Requests the state from which the stream continues after a start. From stream to indexing. */
    public static final Call<Acknowledged, ResumePoint> RESUME_POINT =
            new Call<>("mux.stream.origin", Acknowledged.class, ResumePoint.class);

    /** Stores the last event of the scheduler in the index. From stream to indexing. */
    public static final Call<Playhead, Acknowledged> REMEMBER =
            new Call<>("mux.playhead.remember", Playhead.class, Acknowledged.class);

    /** A segment was published: a hint to read the index. From indexing to all packages on all nodes. */
    public static final Topic<Segment> PUBLISHED = new Topic<>("mux.segment.published", Segment.class, true);

    /** Requests the removal of segments up to a number. From cleanup to indexing. */
    public static final Call<ExpiredSegments, Acknowledged> EXPIRE =
            new Call<>("mux.segment.expire", ExpiredSegments.class, Acknowledged.class);

    /** Segments up to a number were removed from the index. From indexing to all packages on all nodes. */
    public static final Topic<ExpiredSegments> EXPIRED =
            new Topic<>("mux.segment.expired", ExpiredSegments.class, true);

    /** The index has changed: a hint to read it. From indexing to http, on this node. */
    public static final Topic<Acknowledged> INDEX_CHANGED = new Topic<>("mux.log.changed", Acknowledged.class, false);

    /** The segments that this node lists for players. From http to admin. */
    public static final Topic<ListedSegments> LISTING = new Topic<>("mux.http.listing", ListedSegments.class, false);

    /** A node became leader. From indexing to all packages on all muxers. */
    public static final Topic<Leader> LEADER = new Topic<>("mux.leader", Leader.class, true);

    /** Another node became leader, and this node's term is over. From indexing to cluster. */
    public static final Topic<Leader> OVERRULED = new Topic<>("mux.leader.overruled", Leader.class, false);

    /** State of this node in the cluster. From cluster to admin. */
    public static final Topic<NodeStatus> NODE_STATE = new Topic<>("mux.node.state", NodeStatus.class, false);

    /** Requests the last event of the scheduler that this node received. From stream to scheduler. */
    public static final Call<Acknowledged, LastPlayhead> LAST_PLAYHEAD =
            new Call<>("mux.playhead.heard", Acknowledged.class, LastPlayhead.class);

    /** The program input and the preview input. From stream to admin. */
    public static final Topic<StreamStatus> STREAM_STATE = new Topic<>("mux.stream.state", StreamStatus.class, false);

    /** State of the Icecast connection. From icecast to admin. */
    public static final Topic<IcecastStatus> ICECAST_STATE =
            new Topic<>("mux.icecast.state", IcecastStatus.class, false);

    private Addresses() {}
}
