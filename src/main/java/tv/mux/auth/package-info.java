/**
 * Authentication between nodes: the handshake before Hazelcast, signed HTTP requests, and TLS files. Both methods prove
 * that a node has the cluster's secret. No secret leaves this package in clear text. Only the TLS files are read from
 * disk; everything else performs no I/O.
 */
package tv.mux.auth;
