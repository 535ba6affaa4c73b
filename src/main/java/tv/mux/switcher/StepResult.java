package tv.mux.switcher;

import java.util.List;

/**
 * Result of one step of the switch.
 *
 * @param state the next state
 * @param commands what the caller must do, in this order
 * @param wakeAt when the caller must send the next {@link SwitchEvent.Tick}, milliseconds of the monotonic clock;
 *     {@link Long#MAX_VALUE} if none is needed
 */
public record StepResult(SwitchState state, List<SwitchCommand> commands, long wakeAt) {}
