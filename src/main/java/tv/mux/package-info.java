/**
 * The process: {@link tv.mux.Main} reads the arguments, {@link tv.mux.Launcher} starts and stops the parts of the
 * process, and {@link tv.mux.Mux} deploys the verticles of a node. This package sets JVM flags, system properties and
 * logging. It uses all packages of the service; no package of the service uses it.
 */
package tv.mux;
