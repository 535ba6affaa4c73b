package tv.mux.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import tv.mux.config.Secret;

/**
 * Computes and checks message authentication codes (HMAC-SHA-256, RFC 2104) with keys derived from the cluster's
 * secrets. Each purpose has its own keys. A code for one purpose is therefore invalid for every other purpose.
 */
public final class Mac {
    /** Length of a code in bytes. */
    public static final int LENGTH = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final List<byte[]> keys;

    /**
     * Derives one key from each secret.
     *
     * @param purpose what the codes are used for, such as {@code hazelcast}
     */
    public Mac(Secret secret, String purpose) {
        this.keys = secret.values().stream()
                .map(value -> code(
                        value.getBytes(StandardCharsets.UTF_8), ("mux " + purpose).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    /** The code of a message, computed with the first secret. */
    public byte[] sign(byte[]... parts) {
        return sign(0, parts);
    }

    /**
     * The code of a message.
     *
     * @param secret index of the secret to use
     */
    byte[] sign(int secret, byte[]... parts) {
        return code(keys.get(secret), joined(parts));
    }

    /**
     * Index of the secret that a code was computed with, or -1 if no secret matches. The run time depends neither on
     * the position of a wrong byte nor on which secret matches.
     */
    public int match(byte[] code, byte[]... parts) {
        byte[] message = joined(parts);
        int match = -1;
        for (int i = 0; i < keys.size(); i++) {
            if (MessageDigest.isEqual(code(keys.get(i), message), code)) {
                match = i;
            }
        }
        return match;
    }

    /**
     * Concatenates the parts, each preceded by its length, so that different lists of parts give different messages.
     */
    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += Integer.BYTES + part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.putInt(part.length).put(part);
        }
        return all.array();
    }

    private static byte[] code(byte[] key, byte[] message) {
        try {
            javax.crypto.Mac mac = javax.crypto.Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JVM supports this algorithm
        }
    }
}
