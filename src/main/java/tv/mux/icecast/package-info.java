/** The audio of what is on air, for an Icecast server: a listener of the published output, like any player. */
package tv.mux.icecast;
