/**
 * The switch: decides which source is published in which slot, when runs start and stop, and when the slate is on air.
 * Pure: a state and an event give the next state and a list of commands.
 */
package tv.mux.switcher;
