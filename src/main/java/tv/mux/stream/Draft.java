package tv.mux.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import tv.mux.bus.Playhead;
import tv.mux.bus.RunStop;

/** The next state of the stream while a step is worked out: it changes, and nobody else sees it. */
final class Draft {
    final Switcher.Rules rules;
    final RandomGenerator random;
    final long now;
    final List<Order> orders = new ArrayList<>();
    Playhead wanted;
    long movedAt;
    Lane onAir;
    Lane next;
    Output output;
    Slate slate;
    long runs;
    private long wakeAt = Long.MAX_VALUE;

    Draft(Switcher.Rules rules, RandomGenerator random, StreamState state, long now) {
        this.rules = rules;
        this.random = random;
        this.now = now;
        wanted = state.wanted();
        movedAt = state.movedAt();
        onAir = state.onAir();
        next = state.next();
        output = state.output();
        slate = state.slate();
        runs = state.runs();
    }

    /** What has come of it. */
    Step step() {
        return new Step(
                new StreamState(wanted, movedAt, onAir, next, output, slate, runs), List.copyOf(orders), wakeAt);
    }

    /** Whether the input on air is being finished, or is already, for the next one to be read. */
    boolean onAirLeaves() {
        return onAir != null && onAir.runs().leaving();
    }

    /** Sees that time is looked at again then. */
    void wake(long at) {
        wakeAt = Math.min(wakeAt, at);
    }

    /** Tells the operator. */
    void tell(boolean wrong, String head, String text) {
        orders.add(new Order.Tell(wrong, head, text));
    }

    /** Ends a run, or lets go of it. */
    void kill(String run) {
        orders.add(new Order.Stop(new RunStop(run, RunStop.How.KILL)));
    }

    /** Nothing of a lane is wanted any more. */
    void drop(Lane lane) {
        Stream.concat(
                        lane.runs().ended().stream(),
                        Stream.ofNullable(lane.runs().present()))
                .forEach(this::kill);
    }
}
