package tv.mux.switcher;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import tv.mux.config.Config.TransitionMode;
import tv.mux.input.playlist.StartOffset;
import tv.mux.model.AppendRequest;
import tv.mux.model.PendingSegment;
import tv.mux.model.Playhead;
import tv.mux.model.Position;
import tv.mux.model.ResumePoint;
import tv.mux.model.Segment;
import tv.mux.model.SlateSegment;
import tv.mux.model.StartRun;
import tv.mux.model.StopRun.Mode;
import tv.mux.status.RunStatus;

/** Inputs, readers and children without bytes: a model that plays the switch's counterpart, on a clock of its own. */
final class World {
    static final long SEGMENT_TIME_MS = 4_000;
    static final long TARGET_MS = 6_000;

    /**
     * An input: the length of its segments and groups of pictures, how many it lists, where its edges lie, and how much
     * media it has in a hundred seconds, seconds.
     */
    record Shape(long segmentMs, long gopMs, int window, long phaseMs, long speed) {
        Shape(long segmentMs, long gopMs, int window, long phaseMs) {
            this(segmentMs, gopMs, window, phaseMs, 100);
        }
    }

    /** A segment as it was published. */
    record Shown(long at, String head, long durationMs, boolean discontinuity, long beginMs, long endMs) {}

    private record Happening(long at, long order, Runnable what) {}

    private final class Child {
        final StartRun order;
        final Shape shape;
        boolean dead;
        private long runBegin;
        private long openBegin;
        private int ordinal;
        private long lastPoll = Long.MAX_VALUE;
        private long fedUpTo;

        Child(StartRun order) {
            this.order = order;
            this.shape = shapes.get(order.head());
        }

        /** Reads the playlist, chooses where to begin, and has its cuts come as its input does. */
        void begin() {
            long opened = now + 30 + random.nextInt(60);
            long edge = edge(opened);
            List<Long> listed = LongStream.range(0, shape.window())
                    .map(i -> shape.segmentMs())
                    .boxed()
                    .toList();
            int behind = StartOffset.segmentsBehind(
                    listed, shape.segmentMs(), SEGMENT_TIME_MS, order.longestSegmentMs(), order.untilDueMs());
            long first = edge - behind + 1;
            long beginMs = first * shape.segmentMs();
            if (order.publishedUpTo() != null && order.publishedUpTo().stamp() > beginMs) {
                beginMs = order.publishedUpTo().stamp();
            }
            runBegin = beginMs;
            openBegin = beginMs;
            lastPoll = opened;
            fedUpTo = edge;
            next(150 + random.nextInt(250));
        }

        private long edge(long at) {
            return Math.floorDiv((at - shape.phaseMs()) * shape.speed() / 100, shape.segmentMs()) - 1;
        }

        private void poll() {
            boolean changed = edge(lastPoll) > edge(lastPoll - shape.segmentMs());
            lastPoll += changed ? shape.segmentMs() : shape.segmentMs() / 2;
            fedUpTo = edge(lastPoll);
        }

        /** Where the open cut ends: at the first key frame that is late enough. */
        private long openEnd() {
            long wanted = runBegin + (ordinal + 1) * SEGMENT_TIME_MS - 300;
            return Math.max(openBegin + shape.gopMs(), -Math.floorDiv(-wanted, shape.gopMs()) * shape.gopMs());
        }

        /** Has the open cut come when the input segment with the next key frame has. */
        private void next(long latency) {
            long end = openEnd();
            long polled = lastPoll;
            long fed = fedUpTo;
            while (fedUpTo < Math.floorDiv(end, shape.segmentMs())) {
                poll();
            }
            long comes = Math.max(now, lastPoll) + latency + random.nextInt(60);
            long polledThen = lastPoll;
            long fedThen = fedUpTo;
            lastPoll = polled;
            fedUpTo = fed;
            at(comes, () -> {
                if (!dead) {
                    lastPoll = polledThen;
                    fedUpTo = fedThen;
                    deliver(end);
                    next(30);
                }
            });
        }

        private void deliver(long end) {
            long begin = openBegin;
            PendingSegment cut = new PendingSegment(
                    order.run(),
                    order.head(),
                    ordinal,
                    List.of(new PendingSegment.File(begin + "/" + end, 1)),
                    end - begin,
                    true,
                    Math.floorDiv(begin, shape.segmentMs()),
                    new Position(Math.floorDiv(end, shape.segmentMs()), end));
            openBegin = end;
            ordinal++;
            take(new SwitchEvent.SegmentFinished(cut));
        }

        /** What it was fed becomes its last cuts. */
        void finish() {
            long fed = -1;
            while (lastPoll <= now) {
                fed = fedUpTo;
                poll();
            }
            long end = (fed + 1) * shape.segmentMs();
            at(now + 100, () -> {
                while (openEnd() <= end) {
                    deliver(openEnd());
                }
                if (openBegin < end) {
                    deliver(end);
                }
                take(new SwitchEvent.RunChanged(new RunStatus(
                        order.run(),
                        order.head(),
                        RunStatus.Phase.ENDED,
                        RunStatus.Cause.STOPPED,
                        "finished",
                        "",
                        now)));
            });
        }
    }

    final Map<String, Shape> shapes;
    final List<Shown> published = new ArrayList<>();
    final List<SwitchCommand> orders = new ArrayList<>();
    private final Map<String, Child> children = new HashMap<>();
    private final PriorityQueue<Happening> happenings = new PriorityQueue<>(
            java.util.Comparator.comparingLong(Happening::at).thenComparingLong(Happening::order));
    private final SplittableRandom random;
    private final Switcher switcher;
    private SwitchState state;
    private long now = 1_000_000;
    private long order;
    private long diskFullUntil;
    private long wakeAt = Long.MAX_VALUE;

    World(Map<String, Shape> shapes, TransitionMode mode, long seed) {
        this(shapes, mode, seed, 20);
    }

    World(Map<String, Shape> shapes, TransitionMode mode, long seed, int listSize) {
        this.shapes = shapes;
        this.random = new SplittableRandom(seed);
        this.switcher = new Switcher(
                new Switcher.Rules(mode, 15_000, TARGET_MS, listSize, "run", SlateSegment.NONE, 0), random);
        this.state = SwitchState.from(
                new ResumePoint(null, null, null, Map.of(), 0, TARGET_MS, listSize, 1), null, now, 0, 15_000);
    }

    long now() {
        return now;
    }

    void want(String head) {
        take(new SwitchEvent.PlayheadReceived(new Playhead(head, head, now)));
    }

    /** Nothing can be published for so long. */
    void diskFull(long ms) {
        diskFullUntil = now + ms;
    }

    void at(long time, Runnable what) {
        happenings.add(new Happening(time, order++, what));
    }

    /** Lets time pass. */
    void run(long untilMs) {
        while (true) {
            long nextHappening =
                    happenings.isEmpty() ? Long.MAX_VALUE : happenings.peek().at();
            long next = Math.min(nextHappening, wakeAt);
            if (next > untilMs) {
                now = untilMs;
                return;
            }
            now = Math.max(now, next);
            if (nextHappening <= wakeAt) {
                happenings.remove().what().run();
            } else {
                take(new SwitchEvent.Tick());
            }
        }
    }

    private void take(SwitchEvent event) {
        StepResult step = switcher.on(state, event, now);
        state = step.state();
        wakeAt = step.wakeAt();
        for (SwitchCommand wanted : step.commands()) {
            carryOut(wanted);
        }
    }

    private void carryOut(SwitchCommand wanted) {
        orders.add(wanted);
        if (wanted instanceof SwitchCommand.Start start) {
            Child child = new Child(start.run());
            children.put(start.run().run(), child);
            child.begin();
        } else if (wanted instanceof SwitchCommand.Stop stop) {
            stop(stop);
        } else if (wanted instanceof SwitchCommand.Publish publish) {
            publish(publish.request());
        }
    }

    private void stop(SwitchCommand.Stop stop) {
        Child child = children.get(stop.run().run());
        if (child == null || child.dead) {
            return;
        }
        child.dead = true;
        if (stop.run().mode() == Mode.FINISH) {
            child.finish();
        }
    }

    private void publish(AppendRequest append) {
        PendingSegment cut = append.segment();
        String[] span = cut.files().get(0).path().split("/", -1);
        Segment segment = new Segment(
                published.size(),
                0,
                append.discontinuity(),
                0,
                cut.durationMs(),
                true,
                cut.run(),
                1,
                cut.head(),
                append.title(),
                List.of(1L),
                List.of());
        at(Math.max(now + 5, diskFullUntil), () -> {
            published.add(new Shown(
                    now,
                    cut.head(),
                    cut.durationMs(),
                    append.discontinuity(),
                    Long.parseLong(span[0]),
                    Long.parseLong(span[1])));
            take(new SwitchEvent.Published(segment));
        });
    }
}
