package tv.mux.server;

import java.time.Duration;

/**
 * Limits for the clients of one listener.
 *
 * @param name the listener's name, in log lines and as a tag of its metrics
 * @param connections maximum number of open connections
 * @param perAddress maximum number of open connections from one IPv4 address or one IPv6 /64 network; 0: no limit
 * @param times time limits
 * @param bodies whether requests may have a body
 * @param remedy what the operator can do when a limit is reached; for the log
 */
public record ListenerLimits(String name, int connections, int perAddress, Times times, boolean bodies, String remedy) {
    /**
     * Time limits for a client.
     *
     * @param idle how long a connection may be open without a request
     * @param request time from the first byte of a request to the last byte of its header and body
     * @param response time to read a response, apart from what the kernel buffers
     */
    public record Times(Duration idle, Duration request, Duration response) {
        private static final Duration REQUEST = Duration.ofSeconds(10);
        private static final Duration RESPONSE = Duration.ofSeconds(60);

        /** The default times with the given idle timeout. */
        public static Times idle(Duration idle) {
            return new Times(idle, REQUEST, RESPONSE);
        }
    }
}
