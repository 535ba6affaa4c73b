/**
 * The configuration. {@link tv.mux.config.Settings} declares every environment variable,
 * {@link tv.mux.config.ConfigReader} reads and checks them, and {@link tv.mux.config.Config} holds the values.
 */
package tv.mux.config;
