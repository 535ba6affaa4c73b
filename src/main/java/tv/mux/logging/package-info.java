/** Extensions of the logging library that escape untrusted text in every log format. */
package tv.mux.logging;
