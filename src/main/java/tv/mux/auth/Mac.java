package tv.mux.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import tv.mux.config.Secret;

/**
 * Message authentication codes (HMAC-SHA-256, RFC 2104) under the cluster's secrets. Each purpose has keys of its own,
 * derived from the secrets, so the secrets themselves never leave the process.
 */
public final class Mac {
    /** Bytes of a code. */
    public static final int LENGTH = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final List<byte[]> keys;

    /**
     * Derives keys.
     *
     * @param purpose what the codes are for; codes of one purpose are worth nothing for another
     */
    public Mac(Secret secret, String purpose) {
        this.keys = secret.values().stream()
                .map(value -> code(
                        value.getBytes(StandardCharsets.UTF_8), ("mux " + purpose).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    /** The code of a message under the first secret. */
    public byte[] sign(byte[]... parts) {
        return sign(0, parts);
    }

    /** The code of a message under one of the secrets. */
    byte[] sign(int secret, byte[]... parts) {
        return code(keys.get(secret), joined(parts));
    }

    /** Which secret a code was made with, or -1. Takes the same time whichever byte differs, and whichever secret fits. */
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

    /** Each part with its length before it, so that no two lists of parts are the same message. */
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
            throw new IllegalStateException(e); // every JVM has it
        }
    }
}
