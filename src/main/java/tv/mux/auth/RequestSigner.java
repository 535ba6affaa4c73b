package tv.mux.auth;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tv.mux.config.Secret;

/**
 * Signs requests to other nodes. A node that is asked gives a challenge with every answer, so only the first request, and the
 * first one after a pause, takes a second try. No clock is involved.
 */
public final class RequestSigner {
    private static final int MOST_NODES = 1_000;
    private static final Pattern CHALLENGE =
            Pattern.compile(RequestVerifier.SCHEME + " (?:challenge|nextnonce)=\"([A-Za-z0-9_-]{1,64})\"");

    private final Mac mac;
    private final RandomGenerator random;
    private final Map<String, String> challenges = new ConcurrentHashMap<>();

    /**
     * With a secret.
     *
     * @param random makes nonces; must not be predictable
     */
    public RequestSigner(Secret secret, RandomGenerator random) {
        this.mac = new Mac(secret, RequestVerifier.PURPOSE);
        this.random = random;
    }

    /**
     * The Authorization header of a request.
     *
     * @param node the URL where the node serves others
     * @param target path and query
     */
    public String authorization(String node, String method, String target, byte[] body) {
        // Of a node that was not asked before no challenge is known: one that it never gave shows it that a node asks.
        String challenge = challenges.getOrDefault(node, random());
        String nonce = random();
        String digest = RequestVerifier.digest(body);
        byte[] code = mac.sign(RequestVerifier.message(node, method, target, challenge, nonce, digest));
        return String.join(" ", RequestVerifier.SCHEME, challenge, nonce, digest, RequestVerifier.text(code));
    }

    /**
     * Keeps the challenge that an answer gives.
     *
     * @param header WWW-Authenticate of a 401, else Authentication-Info; may be null
     * @return whether it gives one
     */
    public boolean challenged(String node, String header) {
        Matcher challenge = CHALLENGE.matcher(header == null ? "" : header);
        if (!challenge.matches()) {
            return false;
        }
        if (challenges.size() >= MOST_NODES) {
            challenges.clear();
        }
        challenges.put(node, challenge.group(1));
        return true;
    }

    private String random() {
        byte[] bytes = new byte[RequestVerifier.NONCE];
        random.nextBytes(bytes);
        return RequestVerifier.text(bytes);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
