/**
 * Decides which published segments are no longer needed, and deletes files that the index does not contain.
 * {@link tv.mux.cleanup.Retention} holds the rule of RFC 8216 §6.2.2 and is pure; the rest reads and deletes files.
 */
package tv.mux.cleanup;
