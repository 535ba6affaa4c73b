/**
 * The verticle around the switch: feeds it events from the bus, and carries out its commands. The rules are in
 * {@link tv.mux.switcher}.
 */
package tv.mux.stream;
