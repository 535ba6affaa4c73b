package tv.mux.server;

import java.time.Duration;

/**
 * What the clients of one listener may take.
 *
 * @param name of the listener, in log lines and as a tag of its metrics
 * @param connections open at the same time, at most
 * @param perAddress open at the same time from one IPv4 address or one IPv6 network of 64 bits, at most; 0: no limit
 * @param times how long a client may take
 * @param bodies whether requests may have a body
 * @param remedy what an operator does about a limit that is reached, for the log
 */
public record ListenerLimits(String name, int connections, int perAddress, Times times, boolean bodies, String remedy) {
    /**
     * How long a client may take.
     *
     * @param idle without a request
     * @param request from the first byte of a request to the last of its header and body
     * @param response to read a response, apart from what the kernel buffers
     */
    public record Times(Duration idle, Duration request, Duration response) {
        private static final Duration REQUEST = Duration.ofSeconds(10);
        private static final Duration RESPONSE = Duration.ofSeconds(60);

        /** The usual times, with a time of its own for connections without a request. */
        public static Times idle(Duration idle) {
            return new Times(idle, REQUEST, RESPONSE);
        }
    }
}
