/** Makes text from outside safe to show: removes control characters and credentials, and limits the length. Pure. */
package tv.mux.text;
