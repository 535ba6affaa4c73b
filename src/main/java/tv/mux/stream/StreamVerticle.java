package tv.mux.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Acknowledged;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.common.MonotonicClock;
import tv.mux.common.Repeats;
import tv.mux.common.SerialTask;
import tv.mux.config.Config;
import tv.mux.model.LastPlayhead;
import tv.mux.model.Playhead;
import tv.mux.model.ResumePoint;
import tv.mux.model.SlateSegment;
import tv.mux.status.RunStatus;
import tv.mux.status.RunStatus.Cause;
import tv.mux.status.RunStatus.Phase;
import tv.mux.status.StreamStatus;
import tv.mux.switcher.Source;
import tv.mux.switcher.StepResult;
import tv.mux.switcher.SwitchCommand;
import tv.mux.switcher.SwitchEvent;
import tv.mux.switcher.SwitchState;
import tv.mux.switcher.Switcher;
import tv.mux.text.Redaction;

/** Drives the {@link Switcher}: passes bus messages and the time to it as events, and carries out its commands. */
public final class StreamVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(StreamVerticle.class);
    /** Maximum number of switches and of problems in the status. */
    private static final int MAX_HISTORY = 20;

    private static final long STATUS_INTERVAL_MS = 1_000;

    private final Config config;
    private final MeterRegistry meters;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Deque<StreamStatus.Switch> switches = new ArrayDeque<>();
    private final Deque<StreamStatus.Problem> problems = new ArrayDeque<>();

    private final SerialTask storing = new SerialTask(this::storePlayhead);
    private final Repeats storeFailures = new Repeats();

    private Bus bus;
    private Switcher switcher;
    private SwitchState state;
    /** The latest playhead that arrived before the first state was known. */
    private Playhead early;

    private Playhead newestPlayhead;

    private long published;
    private long lastPublishedAt;
    private long timer = -1;
    private boolean stopped;

    public StreamVerticle(Config config, MeterRegistry meters) {
        this.config = config;
        this.meters = meters;
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        // Subscribe first, so that no playhead is lost while the requests below are under way.
        bus.subscribe(Addresses.PLAYHEAD, playhead -> {
            if (state == null) {
                early = playhead;
            } else {
                handle(new SwitchEvent.PlayheadReceived(playhead));
            }
        });
        return Future.all(
                        bus.request(Addresses.RESUME_POINT, Acknowledged.DONE),
                        bus.request(Addresses.LAST_PLAYHEAD, Acknowledged.DONE),
                        bus.request(Addresses.SLATE, Acknowledged.DONE))
                .onSuccess(all -> begin(
                        all.resultAt(0),
                        early != null ? early : all.<LastPlayhead>resultAt(1).playhead(),
                        all.resultAt(2)));
    }

    /**
     * Starts the switch.
     *
     * @param received the latest playhead that this node received from the scheduler; null if there was none
     */
    private void begin(ResumePoint resumePoint, Playhead received, SlateSegment slate) {
        long timeoutMs = config.transition().timeout().toMillis();
        switcher = new Switcher(
                new Switcher.Rules(
                        config.transition().mode(),
                        timeoutMs,
                        resumePoint.targetDurationMs(),
                        resumePoint.listSize(),
                        Long.toString(resumePoint.term(), 36),
                        slate,
                        config.slate().hold().toMillis()),
                random);
        Playhead stored = resumePoint.playhead();
        boolean newer = received != null && (stored == null || received.at() > stored.at());
        Playhead playhead = stored != null || newer ? stored : defaultPlayhead();
        if (playhead != null) {
            LOG.info(
                    "on air until the scheduler sends a playhead: {} ({})",
                    playhead.name(),
                    Redaction.url(playhead.head()));
        } else if (!newer) {
            LOG.info("nothing is on air until the scheduler sends its first playhead");
        }
        state = SwitchState.from(resumePoint, playhead, MonotonicClock.nowMs(), epochOffsetMs(), timeoutMs);
        meters.gauge("mux.drift.seconds", this, me -> me.state.clock().drift(MonotonicClock.nowMs()) / 1000.0);
        meters.gauge("mux.slate.on", this, me -> me.state.slate().on() ? 1 : 0);
        meters.gauge("mux.cuts.waiting", this, me -> me.pendingSegments());
        bus.subscribe(Addresses.SEGMENT_FINISHED, segment -> handle(new SwitchEvent.SegmentFinished(segment)));
        bus.subscribe(Addresses.RUN_STATE, status -> handle(new SwitchEvent.RunChanged(status)));
        vertx.setPeriodic(STATUS_INTERVAL_MS, id -> publishStatus());
        handle(newer ? new SwitchEvent.PlayheadReceived(received) : new SwitchEvent.Tick());
    }

    private Playhead defaultPlayhead() {
        return config.api()
                .defaultHead()
                .map(head -> new Playhead(head.toString(), "default", System.currentTimeMillis()))
                .orElse(null);
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        return Future.succeededFuture();
    }

    private void handle(SwitchEvent event) {
        if (stopped) {
            return;
        }
        StepResult step = switcher.on(state, event, MonotonicClock.nowMs());
        state = step.state();
        step.commands().forEach(this::carryOut);
        wakeAt(step.wakeAt());
        if (!(event instanceof SwitchEvent.Tick) || !step.commands().isEmpty()) {
            publishStatus();
        }
    }

    private void wakeAt(long at) {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
        if (at != Long.MAX_VALUE) {
            timer = vertx.setTimer(Math.max(1, at - MonotonicClock.nowMs()), id -> {
                timer = -1;
                handle(new SwitchEvent.Tick());
            });
        }
    }

    private void carryOut(SwitchCommand command) {
        if (command instanceof SwitchCommand.Publish publish) {
            publish(publish);
        } else if (command instanceof SwitchCommand.Start start) {
            start(start);
        } else if (command instanceof SwitchCommand.Stop stop) {
            bus.request(Addresses.RUN_STOP, stop.run())
                    .onFailure(e ->
                            LOG.warn("run {} was not stopped: {}", stop.run().run(), e.getMessage()));
        } else if (command instanceof SwitchCommand.StorePlayhead store) {
            newestPlayhead = store.playhead();
            storing.request();
        } else if (command instanceof SwitchCommand.RecordSwitch switched) {
            recordSwitch(switched.result());
        } else if (command instanceof SwitchCommand.Log message) {
            log(message);
        }
    }

    /** Stores the newest playhead: in a burst of events, those in between are not stored. */
    private Future<?> storePlayhead() {
        return bus.request(Addresses.REMEMBER, newestPlayhead)
                .onSuccess(stored -> storeFailures.reset())
                .onFailure(e -> {
                    int failures = storeFailures.count("store", MonotonicClock.nowMs());
                    if (failures > 0) {
                        LOG.warn("the playhead was not stored: {}{}", e.getMessage(), Repeats.suffix(failures));
                    }
                });
    }

    private void publish(SwitchCommand.Publish command) {
        bus.request(Addresses.APPEND, command.request().shiftedBy(epochOffsetMs()))
                .onSuccess(segment -> {
                    published++;
                    lastPublishedAt = System.currentTimeMillis();
                    if (command.request().segment().slate()) {
                        meters.counter("mux.slate.segments").increment();
                    }
                    handle(new SwitchEvent.Published(segment));
                })
                .onFailure(e -> handle(new SwitchEvent.PublishFailed(Bus.isPermanentFailure(e), e.getMessage())));
    }

    private void start(SwitchCommand.Start command) {
        bus.request(Addresses.RUN_START, command.run())
                .onFailure(e -> handle(new SwitchEvent.RunChanged(new RunStatus(
                        command.run().run(),
                        command.run().head(),
                        Phase.ENDED,
                        Cause.CRASHED,
                        "the run was not started: " + e.getMessage(),
                        "",
                        System.currentTimeMillis()))));
    }

    private void recordSwitch(StreamStatus.Switch result) {
        addNewest(switches, result);
        meters.counter("mux.switches", "outcome", result.done() ? "made" : "failed")
                .increment();
        if (result.done()) {
            Timer.builder("mux.switch.seconds")
                    .description("Time from the playhead event to the slot of the first segment")
                    .register(meters)
                    .record(result.tookMs(), TimeUnit.MILLISECONDS);
            LOG.info(
                    "switched to {} ({}) {} s after the playhead event",
                    result.to(),
                    Redaction.url(result.head()),
                    String.format(Locale.ROOT, "%.2f", result.tookMs() / 1000.0));
        }
    }

    private void log(SwitchCommand.Log message) {
        String head = Redaction.url(message.head());
        if (message.warning()) {
            LOG.warn("{}: {}", head, message.text());
            addNewest(problems, new StreamStatus.Problem(System.currentTimeMillis(), head, message.text()));
        } else {
            LOG.info("{}: {}", head, message.text());
        }
    }

    private static <T> void addNewest(Deque<T> history, T newest) {
        history.addFirst(newest);
        if (history.size() > MAX_HISTORY) {
            history.removeLast();
        }
    }

    private void publishStatus() {
        long epochOffset = epochOffsetMs();
        bus.publish(
                Addresses.STREAM_STATE,
                new StreamStatus(
                        redacted(state.playhead()),
                        status(state.program(), epochOffset),
                        status(state.preview(), epochOffset),
                        state.slate().on() ? state.slate().since() + epochOffset : null,
                        state.clock().drift(MonotonicClock.nowMs()),
                        published,
                        lastPublishedAt,
                        switches.stream()
                                .map(one -> new StreamStatus.Switch(
                                        one.to(),
                                        Redaction.url(one.head()),
                                        one.requestedAt() + epochOffset,
                                        one.tookMs(),
                                        one.done()))
                                .toList(),
                        List.copyOf(problems)));
    }

    private static StreamStatus.Source status(Source source, long epochOffset) {
        return source == null
                ? null
                : new StreamStatus.Source(
                        Redaction.url(source.head()),
                        source.title(),
                        source.runs().current(),
                        source.requestedAt() + epochOffset,
                        source.pending().size(),
                        source.runs().failures(),
                        source.runs().trouble());
    }

    private static Playhead redacted(Playhead playhead) {
        return playhead == null ? null : new Playhead(Redaction.url(playhead.head()), playhead.name(), playhead.at());
    }

    private int pendingSegments() {
        return (state.program() == null ? 0 : state.program().pending().size())
                + (state.preview() == null ? 0 : state.preview().pending().size());
    }

    /** Returns milliseconds since the epoch minus milliseconds of the monotonic clock. */
    private static long epochOffsetMs() {
        return System.currentTimeMillis() - MonotonicClock.nowMs();
    }
}
