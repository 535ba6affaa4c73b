/**
 * Access to folders and files that no other user can change. Refuses folders that another user can change, does not
 * follow symbolic links, and writes files atomically. All methods read or write the disk and block.
 */
package tv.mux.files;
