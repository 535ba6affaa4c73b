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

/**
 * Drives the {@link Switcher}: brings it what is heard on the bus and what the clock says, and carries out its orders.
 */
public final class StreamVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(StreamVerticle.class);
    private static final int REMEMBERED = 20;
    private static final long STATUS_EVERY_MS = 1_000;

    private final Config config;
    private final MeterRegistry meters;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Deque<StreamStatus.Switch> switches = new ArrayDeque<>();
    private final Deque<StreamStatus.Problem> errors = new ArrayDeque<>();

    private Bus bus;
    private Switcher switcher;
    private SwitchState state;
    private Playhead early;
    private long published;
    private long lastPublishedAt;
    private long timer = -1;
    private boolean stopped;

    /** With the settings of transition and segments; counts in a registry. */
    public StreamVerticle(Config config, MeterRegistry meters) {
        this.config = config;
        this.meters = meters;
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        // What is said while this starts is heard too.
        bus.subscribe(Addresses.PLAYHEAD, playhead -> {
            if (state == null) {
                early = playhead;
            } else {
                take(new SwitchEvent.PlayheadReceived(playhead));
            }
        });
        return Future.all(
                        bus.request(Addresses.ORIGIN, Acknowledged.DONE),
                        bus.request(Addresses.HEARD, Acknowledged.DONE),
                        bus.request(Addresses.SLATE, Acknowledged.DONE))
                .onSuccess(all -> begin(
                        all.resultAt(0),
                        early != null ? early : all.<LastPlayhead>resultAt(1).playhead(),
                        all.resultAt(2)));
    }

    private void begin(ResumePoint origin, Playhead heard, SlateSegment card) {
        long timeoutMs = config.transition().timeout().toMillis();
        String prefix = Long.toString(origin.term(), 36);
        switcher = new Switcher(
                new Switcher.Rules(
                        config.transition().mode(),
                        timeoutMs,
                        origin.targetDurationMs(),
                        origin.listSize(),
                        prefix,
                        card,
                        config.slate().hold().toMillis()),
                random);
        Playhead known = origin.playhead();
        boolean news = heard != null && (known == null || heard.at() > known.at());
        Playhead wanted = known != null || news
                ? known
                : config.api()
                        .defaultHead()
                        .map(head -> new Playhead(head.toString(), "default", System.currentTimeMillis()))
                        .orElse(null);
        if (wanted != null) {
            LOG.info("on air until the scheduler speaks: {} ({})", wanted.name(), Redaction.url(wanted.head()));
        } else if (!news) {
            LOG.info("nothing on air yet: waiting for the scheduler's first word");
        }
        state = SwitchState.from(origin, wanted, MonotonicClock.nowMs(), clock(), timeoutMs);
        meters.gauge("mux.drift.seconds", this, me -> me.state.pace().drift(MonotonicClock.nowMs()) / 1000.0);
        meters.gauge("mux.slate.on", this, me -> me.state.slate().on() ? 1 : 0);
        meters.gauge("mux.cuts.waiting", this, me -> me.waiting());
        bus.subscribe(Addresses.CUT, cut -> take(new SwitchEvent.SegmentFinished(cut)));
        bus.subscribe(Addresses.RUN_STATE, run -> take(new SwitchEvent.RunChanged(run)));
        vertx.setPeriodic(STATUS_EVERY_MS, id -> tellStatus());
        take(news ? new SwitchEvent.PlayheadReceived(heard) : new SwitchEvent.Tick());
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        return Future.succeededFuture();
    }

    private void take(SwitchEvent event) {
        if (stopped) {
            return;
        }
        StepResult step = switcher.on(state, event, MonotonicClock.nowMs());
        state = step.state();
        step.orders().forEach(this::carryOut);
        wake(step.wakeAt());
        if (!(event instanceof SwitchEvent.Tick) || !step.orders().isEmpty()) {
            tellStatus();
        }
    }

    private void wake(long at) {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
        if (at != Long.MAX_VALUE) {
            timer = vertx.setTimer(Math.max(1, at - MonotonicClock.nowMs()), id -> {
                timer = -1;
                take(new SwitchEvent.Tick());
            });
        }
    }

    private void carryOut(SwitchCommand order) {
        if (order instanceof SwitchCommand.Publish publish) {
            publish(publish);
        } else if (order instanceof SwitchCommand.Start start) {
            start(start);
        } else if (order instanceof SwitchCommand.Stop stop) {
            bus.request(Addresses.RUN_STOP, stop.run())
                    .onFailure(e ->
                            LOG.warn("run {} was not stopped: {}", stop.run().run(), e.getMessage()));
        } else if (order instanceof SwitchCommand.Remember remember) {
            bus.request(Addresses.REMEMBER, remember.playhead())
                    .onFailure(e -> LOG.warn("the playhead was not kept: {}", e.getMessage()));
        } else if (order instanceof SwitchCommand.Switched switched) {
            switched(switched.made());
        } else if (order instanceof SwitchCommand.Report tell) {
            tell(tell);
        }
    }

    private void publish(SwitchCommand.Publish order) {
        bus.request(Addresses.APPEND, order.append().shiftedBy(clock()))
                .onSuccess(segment -> {
                    published++;
                    lastPublishedAt = System.currentTimeMillis();
                    if (order.append().cut().slate()) {
                        meters.counter("mux.slate.segments").increment();
                    }
                    take(new SwitchEvent.Published(segment));
                })
                .onFailure(e -> take(new SwitchEvent.PublishFailed(Bus.isPermanentFailure(e), e.getMessage())));
    }

    private void start(SwitchCommand.Start order) {
        bus.request(Addresses.RUN_START, order.run())
                .onFailure(e -> take(new SwitchEvent.RunChanged(new RunStatus(
                        order.run().run(),
                        order.run().head(),
                        Phase.ENDED,
                        Cause.CRASHED,
                        "the run was not begun: " + e.getMessage(),
                        "",
                        System.currentTimeMillis()))));
    }

    private void switched(StreamStatus.Switch made) {
        keep(switches, made);
        meters.counter("mux.switches", "outcome", made.done() ? "made" : "failed")
                .increment();
        if (made.done()) {
            Timer.builder("mux.switch.seconds")
                    .description("from the scheduler's word to the first segment's slot")
                    .register(meters)
                    .record(made.tookMs(), TimeUnit.MILLISECONDS);
            LOG.info(
                    "switched to {} ({}) {} s after it was wanted",
                    made.to(),
                    Redaction.url(made.head()),
                    String.format(Locale.ROOT, "%.2f", made.tookMs() / 1000.0));
        }
    }

    private void tell(SwitchCommand.Report tell) {
        String head = Redaction.url(tell.head());
        if (tell.wrong()) {
            LOG.warn("{}: {}", head, tell.text());
            keep(errors, new StreamStatus.Problem(System.currentTimeMillis(), head, tell.text()));
        } else {
            LOG.info("{}: {}", head, tell.text());
        }
    }

    private static <T> void keep(Deque<T> last, T one) {
        last.addFirst(one);
        if (last.size() > REMEMBERED) {
            last.removeLast();
        }
    }

    private void tellStatus() {
        long epoch = clock();
        bus.publish(
                Addresses.STREAM_STATE,
                new StreamStatus(
                        redacted(state.wanted()),
                        status(state.onAir(), epoch),
                        status(state.next(), epoch),
                        state.slate().on() ? state.slate().since() + epoch : null,
                        state.pace().drift(MonotonicClock.nowMs()),
                        published,
                        lastPublishedAt,
                        switches.stream()
                                .map(one -> new StreamStatus.Switch(
                                        one.to(),
                                        Redaction.url(one.head()),
                                        one.wantedAt() + epoch,
                                        one.tookMs(),
                                        one.done()))
                                .toList(),
                        List.copyOf(errors)));
    }

    private static StreamStatus.Source status(Source lane, long epoch) {
        return lane == null
                ? null
                : new StreamStatus.Source(
                        Redaction.url(lane.head()),
                        lane.title(),
                        lane.runs().present(),
                        lane.wantedAt() + epoch,
                        lane.cuts().size(),
                        lane.runs().failures(),
                        lane.runs().trouble());
    }

    private static Playhead redacted(Playhead playhead) {
        return playhead == null ? null : new Playhead(Redaction.url(playhead.head()), playhead.name(), playhead.at());
    }

    private int waiting() {
        return (state.onAir() == null ? 0 : state.onAir().cuts().size())
                + (state.next() == null ? 0 : state.next().cuts().size());
    }

    /** How far the clock of the epoch runs ahead of the other one, milliseconds. */
    private static long clock() {
        return System.currentTimeMillis() - MonotonicClock.nowMs();
    }
}
