/**
 * Decides which published segments are no longer needed, and deletes files that the index does not know.
 * {@link tv.mux.cleanup.Retention} holds the rule of RFC 8216 §6.2.2 and is pure.
 */
package tv.mux.cleanup;
