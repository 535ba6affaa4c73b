/**
 * Failures of inputs: the exception with its cause, and the reporter that reports each kind of failure once. Pure.
 */
package tv.mux.input.fault;
