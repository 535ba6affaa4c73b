/**
 * Makes untrusted text safe to log and to display. Removes credentials from URLs, escapes control characters, and
 * limits the length. Pure.
 */
package tv.mux.text;
