/** What Mux adds to its logging library: text from outside is escaped, in every format. */
package tv.mux.logging;
