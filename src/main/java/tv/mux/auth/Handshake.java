package tv.mux.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Mutual proof of the cluster's secret over a new connection, before anything else is said on it. Pure: bytes in, bytes out.
 *
 * <p>The side that connects sends 4 bytes of protocol and version and a random challenge of 32 bytes; the other one answers
 * alike. The side that connects then proves that it has the secret: whoever has not gets nothing to guess from. The other
 * side proves it last, under the same secret. No clock is involved, and a proof is worth nothing on another connection.
 */
public final class Handshake {
    /** What each side begins with: the protocol, and its version. */
    public static final String HELLO = "MUX1";

    private static final int CHALLENGE = 32;
    private static final byte[] CONNECTS = bytes("connects");
    private static final byte[] ACCEPTS = bytes("accepts");

    private final Mac mac;
    private final byte[] cluster;
    private final boolean connects;
    private final byte[] mine = new byte[CHALLENGE];
    private byte[] theirs;
    private boolean done;

    /**
     * Of a new connection.
     *
     * @param cluster the cluster's name: nodes of another one are refused
     * @param connects whether this side connects
     * @param random makes the challenge; must not be predictable
     */
    public Handshake(Mac mac, String cluster, boolean connects, RandomGenerator random) {
        this.mac = mac;
        this.cluster = cluster.getBytes(StandardCharsets.UTF_8);
        this.connects = connects;
        random.nextBytes(mine);
    }

    /** What the side that connects sends first. */
    public byte[] opening() {
        return hello();
    }

    /** How many bytes the next message of the other side has; 0 when no more is to come. */
    public int expected() {
        return done ? 0 : theirs == null ? HELLO.length() + CHALLENGE : Mac.LENGTH;
    }

    /** Whether the other side has proved that it has the secret. */
    public boolean done() {
        return done;
    }

    /**
     * Takes a message of the other side.
     *
     * @param message {@link #expected()} bytes
     * @return what is to be sent; may be empty
     * @throws RefusedException when the other side is no node of this cluster
     */
    public byte[] received(byte[] message) {
        if (done || message.length != expected()) {
            throw new RefusedException("it does not speak this protocol");
        }
        if (theirs == null) {
            if (!Arrays.equals(message, 0, HELLO.length(), bytes(HELLO), 0, HELLO.length())) {
                throw new RefusedException("it does not speak this protocol");
            }
            theirs = Arrays.copyOfRange(message, HELLO.length(), message.length);
            return connects ? mac.sign(CONNECTS, cluster, mine, theirs) : hello();
        }
        int secret = connects
                ? mac.match(message, ACCEPTS, cluster, mine, theirs)
                : mac.match(message, CONNECTS, cluster, theirs, mine);
        if (secret < 0) {
            throw new RefusedException("it has another CLUSTER_SECRET, or another CLUSTER_NAME");
        }
        done = true;
        return connects ? new byte[0] : mac.sign(secret, ACCEPTS, cluster, theirs, mine);
    }

    private byte[] hello() {
        byte[] hello = Arrays.copyOf(bytes(HELLO), HELLO.length() + CHALLENGE);
        System.arraycopy(mine, 0, hello, HELLO.length(), CHALLENGE);
        return hello;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
