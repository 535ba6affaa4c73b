package tv.mux.switcher;

import java.util.List;

/**
 * What follows from an event.
 *
 * @param state the state from now on
 * @param orders what is to be done, in this order
 * @param wakeAt when time alone changes something next, milliseconds of the monotonic clock; {@link Long#MAX_VALUE}:
 *     never
 */
public record StepResult(SwitchState state, List<SwitchCommand> orders, long wakeAt) {}
