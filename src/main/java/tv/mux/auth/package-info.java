/**
 * Authentication between nodes: the shared secret, the handshake before Hazelcast, signed HTTP requests, and TLS files.
 * No secret leaves this package in clear text.
 */
package tv.mux.auth;
