/** Makes the slate: one segment of a still picture and silence that can be published again and again. */
package tv.mux.slate;
