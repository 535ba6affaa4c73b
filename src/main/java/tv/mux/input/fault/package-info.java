/** What can be wrong with an input, as an exception with a cause, and how it is counted and logged. */
package tv.mux.input.fault;
