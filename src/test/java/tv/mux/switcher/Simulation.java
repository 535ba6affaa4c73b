package tv.mux.switcher;

import java.util.ArrayList;
import java.util.Comparator;
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

/** Simulates inputs and FFmpeg runs for the switch on a simulated clock, without media. */
final class Simulation {
    static final long SEGMENT_TIME_MS = 4_000;
    static final long TARGET_MS = 6_000;

    /**
     * An input.
     *
     * @param segmentMs length of a segment, milliseconds
     * @param gopMs length of a group of pictures, milliseconds
     * @param window number of segments listed
     * @param phaseMs time of a segment boundary, milliseconds
     * @param speed seconds of media in 100 seconds: 100 is real time
     */
    record Input(long segmentMs, long gopMs, int window, long phaseMs, long speed) {
        Input(long segmentMs, long gopMs, int window, long phaseMs) {
            this(segmentMs, gopMs, window, phaseMs, 100);
        }
    }

    /** A published segment. {@code beginMs} and {@code endMs} are its bounds in the input's media time. */
    record Published(long at, String head, long durationMs, boolean discontinuity, long beginMs, long endMs) {}

    private record TimedAction(long at, long number, Runnable action) {}

    private final class Run {
        final StartRun request;
        final Input input;
        boolean stopped;
        private long runBegin;
        private long segmentBegin;
        private int ordinal;
        private long lastPoll = Long.MAX_VALUE;
        private long readUpTo;

        Run(StartRun request) {
            this.request = request;
            this.input = inputs.get(request.head());
        }

        /** Reads the playlist, chooses the start, and schedules the first segment. */
        void start() {
            long opened = now + 30 + random.nextInt(60);
            long edge = edge(opened);
            List<Long> listed = LongStream.range(0, input.window())
                    .map(i -> input.segmentMs())
                    .boxed()
                    .toList();
            int behind = StartOffset.segmentsBehind(
                    listed, input.segmentMs(), SEGMENT_TIME_MS, request.longestSegmentMs(), request.untilDueMs());
            long first = edge - behind + 1;
            long beginMs = first * input.segmentMs();
            if (request.publishedUpTo() != null && request.publishedUpTo().stamp() > beginMs) {
                beginMs = request.publishedUpTo().stamp();
            }
            runBegin = beginMs;
            segmentBegin = beginMs;
            lastPoll = opened;
            readUpTo = edge;
            scheduleNext(150 + random.nextInt(250));
        }

        private long edge(long at) {
            return Math.floorDiv((at - input.phaseMs()) * input.speed() / 100, input.segmentMs()) - 1;
        }

        private void poll() {
            boolean changed = edge(lastPoll) > edge(lastPoll - input.segmentMs());
            lastPoll += changed ? input.segmentMs() : input.segmentMs() / 2;
            readUpTo = edge(lastPoll);
        }

        /** Returns the end of the unfinished segment: the first key frame that is late enough. */
        private long segmentEnd() {
            long earliest = runBegin + (ordinal + 1) * SEGMENT_TIME_MS - 300;
            return Math.max(segmentBegin + input.gopMs(), -Math.floorDiv(-earliest, input.gopMs()) * input.gopMs());
        }

        /** Schedules the unfinished segment for when the input segment with the next key frame has been read. */
        private void scheduleNext(long latency) {
            long end = segmentEnd();
            long pollBefore = lastPoll;
            long readBefore = readUpTo;
            while (readUpTo < Math.floorDiv(end, input.segmentMs())) {
                poll();
            }
            long finishedAt = Math.max(now, lastPoll) + latency + random.nextInt(60);
            long pollAfter = lastPoll;
            long readAfter = readUpTo;
            lastPoll = pollBefore;
            readUpTo = readBefore;
            at(finishedAt, () -> {
                if (!stopped) {
                    lastPoll = pollAfter;
                    readUpTo = readAfter;
                    deliver(end);
                    scheduleNext(30);
                }
            });
        }

        private void deliver(long end) {
            long begin = segmentBegin;
            PendingSegment segment = new PendingSegment(
                    request.run(),
                    request.head(),
                    ordinal,
                    List.of(new PendingSegment.File(begin + "/" + end, 1)),
                    end - begin,
                    true,
                    Math.floorDiv(begin, input.segmentMs()),
                    new Position(Math.floorDiv(end, input.segmentMs()), end));
            segmentBegin = end;
            ordinal++;
            send(new SwitchEvent.SegmentFinished(segment));
        }

        /** Makes segments of the rest of what was read, and ends. */
        void finish() {
            long read = -1;
            while (lastPoll <= now) {
                read = readUpTo;
                poll();
            }
            long end = (read + 1) * input.segmentMs();
            at(now + 100, () -> {
                while (segmentEnd() <= end) {
                    deliver(segmentEnd());
                }
                if (segmentBegin < end) {
                    deliver(end);
                }
                send(new SwitchEvent.RunChanged(new RunStatus(
                        request.run(),
                        request.head(),
                        RunStatus.Phase.ENDED,
                        RunStatus.Cause.STOPPED,
                        "finished",
                        "",
                        now)));
            });
        }
    }

    final Map<String, Input> inputs;
    final List<Published> published = new ArrayList<>();
    final List<SwitchCommand> commands = new ArrayList<>();
    private final Map<String, Run> runs = new HashMap<>();
    private final PriorityQueue<TimedAction> actions =
            new PriorityQueue<>(Comparator.comparingLong(TimedAction::at).thenComparingLong(TimedAction::number));
    private final SplittableRandom random;
    private final Switcher switcher;
    private SwitchState state;
    private long now = 1_000_000;
    private long actionCount;
    private long publishingStopsUntil;
    private long wakeAt = Long.MAX_VALUE;

    Simulation(Map<String, Input> inputs, TransitionMode mode, long seed) {
        this(inputs, mode, seed, 20);
    }

    Simulation(Map<String, Input> inputs, TransitionMode mode, long seed, int listSize) {
        this.inputs = inputs;
        this.random = new SplittableRandom(seed);
        this.switcher = new Switcher(
                new Switcher.Rules(mode, 15_000, TARGET_MS, listSize, "run", SlateSegment.NONE, 0), random);
        this.state = SwitchState.from(
                new ResumePoint(null, null, null, Map.of(), 0, TARGET_MS, listSize, 1), null, now, 0, 15_000);
    }

    long now() {
        return now;
    }

    void playhead(String head) {
        send(new SwitchEvent.PlayheadReceived(new Playhead(head, head, now)));
    }

    /** Delays all publications for a time, as a full disk does. */
    void stopPublishing(long ms) {
        publishingStopsUntil = now + ms;
    }

    void at(long time, Runnable action) {
        actions.add(new TimedAction(time, actionCount++, action));
    }

    /** Lets time pass until {@code untilMs}. */
    void run(long untilMs) {
        while (true) {
            long nextActionAt =
                    actions.isEmpty() ? Long.MAX_VALUE : actions.peek().at();
            long next = Math.min(nextActionAt, wakeAt);
            if (next > untilMs) {
                now = untilMs;
                return;
            }
            now = Math.max(now, next);
            if (nextActionAt <= wakeAt) {
                actions.remove().action().run();
            } else {
                send(new SwitchEvent.Tick());
            }
        }
    }

    private void send(SwitchEvent event) {
        StepResult step = switcher.on(state, event, now);
        state = step.state();
        wakeAt = step.wakeAt();
        for (SwitchCommand command : step.commands()) {
            carryOut(command);
        }
    }

    private void carryOut(SwitchCommand command) {
        commands.add(command);
        if (command instanceof SwitchCommand.Start start) {
            Run run = new Run(start.run());
            runs.put(start.run().run(), run);
            run.start();
        } else if (command instanceof SwitchCommand.Stop stop) {
            stop(stop);
        } else if (command instanceof SwitchCommand.Publish publish) {
            publish(publish.request());
        }
    }

    private void stop(SwitchCommand.Stop stop) {
        Run run = runs.get(stop.run().run());
        if (run == null || run.stopped) {
            return;
        }
        run.stopped = true;
        if (stop.run().mode() == Mode.FINISH) {
            run.finish();
        }
    }

    private void publish(AppendRequest append) {
        PendingSegment segment = append.segment();
        String[] bounds = segment.files().get(0).path().split("/", -1);
        Segment result = new Segment(
                published.size(),
                0,
                append.discontinuity(),
                0,
                segment.durationMs(),
                true,
                segment.run(),
                1,
                segment.head(),
                append.title(),
                List.of(1L),
                List.of());
        at(Math.max(now + 5, publishingStopsUntil), () -> {
            published.add(new Published(
                    now,
                    segment.head(),
                    segment.durationMs(),
                    append.discontinuity(),
                    Long.parseLong(bounds[0]),
                    Long.parseLong(bounds[1])));
            send(new SwitchEvent.Published(result));
        });
    }
}
