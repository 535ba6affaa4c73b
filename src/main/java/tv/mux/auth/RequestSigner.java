package tv.mux.auth;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tv.mux.config.Secret;

/**
 * Signs HTTP requests to other nodes. Each response of a node carries the challenge for the next request. Only the
 * first request to a node, and the first one after a pause, therefore needs a second attempt. Signing uses no clock.
 */
public final class RequestSigner {
    private static final int MAX_NODES = 1_000;
    private static final Pattern CHALLENGE =
            Pattern.compile(RequestVerifier.SCHEME + " (?:challenge|nextnonce)=\"([A-Za-z0-9_-]{1,64})\"");

    private final Mac mac;
    private final RandomGenerator random;
    private final Map<String, String> challenges = new ConcurrentHashMap<>();

    /**
     * Signs with the first value of a secret.
     *
     * @param random generates nonces; must be cryptographically secure
     */
    public RequestSigner(Secret secret, RandomGenerator random) {
        this.mac = new Mac(secret, RequestVerifier.PURPOSE);
        this.random = random;
    }

    /**
     * The value of a request's Authorization header.
     *
     * @param node base URL of the node that receives the request
     * @param target path and query
     */
    public String authorization(String node, String method, String target, byte[] body) {
        // A node's challenge is unknown before the first request. A random one is outdated, but it has a valid
        // signature.
        String challenge = challenges.getOrDefault(node, randomNonce());
        String nonce = randomNonce();
        String digest = RequestVerifier.digest(body);
        byte[] code = mac.sign(RequestVerifier.message(node, method, target, challenge, nonce, digest));
        return String.join(" ", RequestVerifier.SCHEME, challenge, nonce, digest, RequestVerifier.base64(code));
    }

    /**
     * Stores the challenge of a response for the next request.
     *
     * @param header WWW-Authenticate of a 401 response, otherwise Authentication-Info; may be null
     * @return whether the header contains a challenge
     */
    public boolean challenged(String node, String header) {
        Matcher challenge = CHALLENGE.matcher(header == null ? "" : header);
        if (!challenge.matches()) {
            return false;
        }
        if (challenges.size() >= MAX_NODES) {
            challenges.clear();
        }
        challenges.put(node, challenge.group(1));
        return true;
    }

    private String randomNonce() {
        byte[] bytes = new byte[RequestVerifier.NONCE_BYTES];
        random.nextBytes(bytes);
        return RequestVerifier.base64(bytes);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
