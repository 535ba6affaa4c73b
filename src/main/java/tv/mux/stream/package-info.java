/**
 * The verticle around the switch. It passes bus messages and timers to the switch as events, carries out the commands
 * that result, and publishes the stream's status and metrics. The rules are in {@link tv.mux.switcher}.
 */
package tv.mux.stream;
