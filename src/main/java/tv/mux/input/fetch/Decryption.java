package tv.mux.input.fetch;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tv.mux.input.fault.InputException;
import tv.mux.status.RunStatus.Cause;
import tv.mux.text.Printable;

/** Takes AES-128 off a whole segment (RFC 8216 §5.2): CBC with PKCS7 padding. */
final class Decryption {
    /** The bytes of a key, and of an initialization vector. */
    static final int BYTES = 16;

    private Decryption() {}

    /**
     * The plain bytes.
     *
     * @param iv the initialization vector, 32 hexadecimal digits; empty where it is the media sequence number
     * @throws InputException NOT_HLS when the key does not fit
     */
    static byte[] of(byte[] bytes, byte[] key, String iv, long sequence) {
        byte[] vector = iv.isEmpty()
                ? ByteBuffer.allocate(BYTES).putLong(0).putLong(sequence).array()
                : HexFormat.of().parseHex(iv);
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new InputException(
                    Cause.NOT_HLS, "segment " + sequence + " cannot be decrypted: " + Printable.text(e.getMessage()));
        }
    }
}
