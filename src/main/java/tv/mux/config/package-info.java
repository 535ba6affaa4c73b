/**
 * The configuration. {@link tv.mux.config.Settings} declares every environment variable,
 * {@link tv.mux.config.ConfigReader} reads and checks them, and {@link tv.mux.config.Config} holds the values. A
 * {@code Config} contains allowed values only. {@link tv.mux.config.OutOfMemory} ends the process; all other classes
 * have no effects.
 */
package tv.mux.config;
