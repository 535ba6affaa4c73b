/**
 * Private folders and files: refuses folders that another user can change, does not follow symbolic links, writes
 * atomically.
 */
package tv.mux.files;
