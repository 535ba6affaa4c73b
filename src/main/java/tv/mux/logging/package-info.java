/**
 * Extensions of Logback that escape untrusted text in every log format. A log event cannot forge a line, and cannot
 * control the terminal that displays it.
 */
package tv.mux.logging;
