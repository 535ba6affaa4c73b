package tv.mux.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tv.mux.config.Secret;

/**
 * Verifies the signatures of HTTP requests from other nodes. Performs no I/O; the caller passes in the time.
 *
 * <p>A signature covers a recent challenge of this node and a nonce that no other request has used. An attacker
 * therefore cannot replay a request. The age of a challenge is measured with this node's monotonic clock, so the wall
 * clocks of the nodes may be wrong.
 */
public final class RequestVerifier {
    /** The scheme of the Authorization header. */
    public static final String SCHEME = "Mux-HMAC-SHA256";

    static final String PURPOSE = "node requests";
    static final int NONCE_BYTES = 16;

    /** Age at which a challenge is replaced. The node accepts the old challenge for at most another minute. */
    static final Duration RENEW_AFTER = Duration.ofSeconds(30);

    /** Limit of nonces stored for a challenge; a full one is replaced. Only requests with a valid signature count. */
    static final int MAX_NONCES = 20_000;

    private static final Pattern AUTHORIZATION = Pattern.compile(
            SCHEME + " ([A-Za-z0-9_-]{22}) ([A-Za-z0-9_-]{22}) ([A-Za-z0-9_-]{43}) ([A-Za-z0-9_-]{43})");
    private static final int MAX_HEADER_LENGTH = 256;

    private final Mac mac;
    private final String node;
    private final RandomGenerator random;
    private Challenge current;
    private Challenge previous;

    private record Challenge(String text, long createdMs, Set<String> nonces) {}

    /**
     * Verifies requests to a node.
     *
     * @param node the node's base URL, as its peers know it; requests signed for another URL are refused
     * @param random generates challenges; must be cryptographically secure
     * @param now milliseconds of the monotonic clock
     */
    public RequestVerifier(Secret secret, String node, RandomGenerator random, long now) {
        this.mac = new Mac(secret, PURPOSE);
        this.node = node;
        this.random = random;
        this.current = challenge(now);
        this.previous = current;
    }

    /** The challenge for the next requests. */
    public String challenge() {
        return current.text();
    }

    /**
     * Verifies a request before its body is read.
     *
     * @param authorization value of the Authorization header; may be null
     * @param target path and query
     * @param now milliseconds of the monotonic clock
     * @return the digest that the body must have, see {@link #digest}
     * @throws RefusedException if the request does not come from a node of this cluster
     * @throws OutdatedException if the signature is valid but the challenge is outdated
     */
    public String verify(String authorization, String method, String target, long now) {
        renew(now);
        if (authorization == null) {
            throw new RefusedException("the request is not signed");
        }
        Matcher parts = AUTHORIZATION.matcher(authorization);
        if (authorization.length() > MAX_HEADER_LENGTH || !parts.matches()) {
            throw new RefusedException("the signature has no valid form");
        }
        byte[] message = message(node, method, target, parts.group(1), parts.group(2), parts.group(3));
        byte[] code = Base64.getUrlDecoder().decode(parts.group(4));
        if (!base64(code).equals(parts.group(4))) {
            throw new RefusedException("the signature has no valid form"); // the unused bits must be 0
        }
        if (mac.match(code, message) < 0) {
            throw new RefusedException("the signature was made with another CLUSTER_SECRET or for another request");
        }
        Challenge challenge = parts.group(1).equals(current.text())
                ? current
                : parts.group(1).equals(previous.text()) ? previous : null;
        if (challenge == null) {
            throw new OutdatedException();
        }
        if (!challenge.nonces().add(parts.group(2))) {
            throw new RefusedException("the request is a repetition of an earlier request");
        }
        return parts.group(3);
    }

    /** The signature is valid but the challenge is outdated. The node repeats the request with the new challenge. */
    public static final class OutdatedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        OutdatedException() {
            super("the challenge is outdated", null, false, false);
        }
    }

    private void renew(long now) {
        boolean full = current.nonces().size() >= MAX_NONCES;
        if (now - current.createdMs() >= 2 * RENEW_AFTER.toMillis()) {
            current = challenge(now);
            previous = current;
        } else if (full || now - current.createdMs() >= RENEW_AFTER.toMillis()) {
            previous = current;
            current = challenge(now);
        }
    }

    private Challenge challenge(long now) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return new Challenge(base64(bytes), now, new HashSet<>());
    }

    static byte[] message(String node, String method, String target, String challenge, String nonce, String digest) {
        // No part contains a line break, so different parts give different messages.
        return RequestSigner.bytes(String.join("\n", node, method, target, challenge, nonce, digest));
    }

    /** Encodes bytes as base64url without padding (RFC 4648 §5), the form used in headers. */
    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The SHA-256 checksum of a body, in base64url without padding. */
    public static String digest(byte[] body) {
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM supports this algorithm
        }
    }

    /** Whether a body has the digest that was signed. */
    public static boolean matches(String digest, byte[] body) {
        return MessageDigest.isEqual(
                digest(body).getBytes(StandardCharsets.US_ASCII), digest.getBytes(StandardCharsets.US_ASCII));
    }
}
