package tv.mux.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Handshake in which two nodes prove to each other that they have the same cluster secret, on a new connection.
 * Performs no I/O: the caller passes in the bytes received and sends the bytes returned.
 *
 * <p>The connecting side sends 4 bytes (protocol and version) and a random challenge of 32 bytes. The accepting side
 * sends the same. The connecting side then sends its proof, and the accepting side sends its own proof last, with the
 * same secret. A connecting peer without the secret therefore receives no proof from which it could guess the secret.
 * The handshake uses no clock. A proof is valid on one connection only.
 */
public final class Handshake {
    /** The first bytes that each side sends: protocol and version. */
    public static final String HELLO = "MUX1";

    private static final int CHALLENGE_BYTES = 32;
    private static final byte[] CONNECTS = bytes("connects");
    private static final byte[] ACCEPTS = bytes("accepts");

    private final Mac mac;
    private final byte[] cluster;
    private final boolean connects;
    private final byte[] ownChallenge = new byte[CHALLENGE_BYTES];
    private byte[] peerChallenge;
    private boolean done;

    /**
     * Starts the handshake of a new connection.
     *
     * @param cluster the cluster's name; nodes of another cluster are refused
     * @param connects true on the connecting side, false on the accepting side
     * @param random generates the challenge; must be cryptographically secure
     */
    public Handshake(Mac mac, String cluster, boolean connects, RandomGenerator random) {
        this.mac = mac;
        this.cluster = cluster.getBytes(StandardCharsets.UTF_8);
        this.connects = connects;
        random.nextBytes(ownChallenge);
    }

    /** The first message of the connecting side. */
    public byte[] opening() {
        return hello();
    }

    /** Length of the peer's next message in bytes, or 0 if the handshake is complete. */
    public int expected() {
        return done ? 0 : peerChallenge == null ? HELLO.length() + CHALLENGE_BYTES : Mac.LENGTH;
    }

    /** Whether the peer has proved that it has the secret. */
    public boolean done() {
        return done;
    }

    /**
     * Processes a message of the peer.
     *
     * @param message {@link #expected()} bytes
     * @return the bytes to send to the peer; may be empty
     * @throws RefusedException if the peer is not a node of this cluster
     */
    public byte[] received(byte[] message) {
        if (done || message.length != expected()) {
            throw new RefusedException("the peer does not use this protocol");
        }
        if (peerChallenge == null) {
            if (!Arrays.equals(message, 0, HELLO.length(), bytes(HELLO), 0, HELLO.length())) {
                throw new RefusedException("the peer does not use this protocol");
            }
            peerChallenge = Arrays.copyOfRange(message, HELLO.length(), message.length);
            return connects ? mac.sign(CONNECTS, cluster, ownChallenge, peerChallenge) : hello();
        }
        int secret = connects
                ? mac.match(message, ACCEPTS, cluster, ownChallenge, peerChallenge)
                : mac.match(message, CONNECTS, cluster, peerChallenge, ownChallenge);
        if (secret < 0) {
            throw new RefusedException("the peer has another CLUSTER_SECRET or another CLUSTER_NAME");
        }
        done = true;
        return connects ? new byte[0] : mac.sign(secret, ACCEPTS, cluster, peerChallenge, ownChallenge);
    }

    private byte[] hello() {
        byte[] hello = Arrays.copyOf(bytes(HELLO), HELLO.length() + CHALLENGE_BYTES);
        System.arraycopy(ownChallenge, 0, hello, HELLO.length(), CHALLENGE_BYTES);
        return hello;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
